/** Messages between page, preload, main and engine. */
export const REQUEST_ENGINE = "engine:request";
export const ENGINE_PORT = "engine:port";
export const CHOOSE_FILES = "dialog:choose-files";
export const CHOOSE_DIRECTORY = "dialog:choose-directory";
