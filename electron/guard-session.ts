import type { Session } from "electron";
import { isAllowedDownload, isAllowedPermission, isAllowedRequest } from "./policy.ts";

/** Closes the session: Electron's defaults grant every permission and let every request through. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isAllowedPermission(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowedPermission(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isAllowedRequest(details.url) }));
  session.on("will-download", (event, item) => {
    if (!isAllowedDownload(item.getURL())) event.preventDefault();
  });
  session.setSpellCheckerEnabled(false);
}
