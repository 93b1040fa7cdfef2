/** Messages between page, preload, main and engine. */
export const REQUEST_ENGINE = "engine:request";
export const ENGINE_PORT = "engine:port";
export const CHOOSE_FILES = "dialog:choose-files";
export const CHOOSE_DIRECTORY = "dialog:choose-directory";
/** From main to the engine, before any port: what the key store of the operating system keeps. */
export const DEVICE_SECRET = "engine:device-secret";
