import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;

/** One launch token, valid once, buys one session cookie that lives as long as the process. */
export interface WebSession {
  readonly launchToken: string;
  /** Uses the token up; null when it is wrong or was used before. */
  redeem(token: string): string | null;
  /** True when a Cookie header carries the session. */
  accepts(cookieHeader: string | undefined): boolean;
}

/**
 * Cookies are shared between all ports of 127.0.0.1, hence the port in the name: two servers of one
 * machine must not overwrite each other's session.
 */
export function createWebSession(port: number): WebSession {
  const cookieName = `tickmark-${port}`;
  const launchToken = secret();
  const sessionToken = secret();
  let redeemed = false;
  return {
    launchToken,
    redeem(token) {
      if (!equalSecrets(token, launchToken) || redeemed) return null;
      redeemed = true;
      return `${cookieName}=${sessionToken}; HttpOnly; SameSite=Strict; Path=/`;
    },
    accepts(cookieHeader) {
      return cookieValues(cookieHeader, cookieName).some((value) => equalSecrets(value, sessionToken));
    },
  };
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function equalSecrets(left: string, right: string): boolean {
  return timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());
}

function cookieValues(header: string | undefined, name: string): string[] {
  return (header ?? "")
    .split(";")
    .map((part) => part.trim().split("="))
    .filter(([key]) => key === name)
    .map(([, ...rest]) => rest.join("="));
}
