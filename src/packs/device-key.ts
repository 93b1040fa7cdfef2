import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";

const base64 = z.base64();

/** The encrypted part of a key file, encrypted once more under the device's key. */
export const deviceWrapSchema = z.strictObject({ nonce: base64, tag: base64, content: base64 });
export type DeviceWrap = z.infer<typeof deviceWrapSchema>;

/** Set once, by the desktop app, before any key is touched; null everywhere else. */
let deviceKey: Buffer | null = null;

/** Takes the 32 bytes that the key store of the operating system keeps; null: keys have their passphrase alone. */
export function setDeviceSecret(secret: Uint8Array | null): void {
  deviceKey = secret === null ? null : Buffer.from(hkdfSync("sha256", secret, "tickmark-device-key/v1", "key-file/v1", 32));
}

/** Null without a device key. `context` is authenticated with it. */
export function wrapForDevice(content: string, context: string): DeviceWrap | null {
  if (deviceKey === null) return null;
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deviceKey, nonce);
  cipher.setAAD(Buffer.from(context));
  const wrapped = Buffer.concat([cipher.update(content, "utf8"), cipher.final()]);
  return { nonce: nonce.toString("base64"), tag: cipher.getAuthTag().toString("base64"), content: wrapped.toString("base64") };
}

/** Null without the device key that closed it. */
export function unwrapFromDevice({ nonce, tag, content }: DeviceWrap, context: string): string | null {
  const [iv, authentication] = [Buffer.from(nonce, "base64"), Buffer.from(tag, "base64")];
  if (deviceKey === null || iv.length !== 12 || authentication.length !== 16) return null;
  const decipher = createDecipheriv("aes-256-gcm", deviceKey, iv);
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(authentication);
  try {
    return Buffer.concat([decipher.update(Buffer.from(content, "base64")), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
