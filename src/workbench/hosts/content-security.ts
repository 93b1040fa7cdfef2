/** What the page may load: its own files, pictures it makes itself, and one engine connection. Nothing else, so no network. */
export function contentSecurityPolicy(engineOrigin: string | null): string {
  const connect = engineOrigin === null ? "'self'" : `'self' ${engineOrigin}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "worker-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Headers of every answer, also of refusals. */
export function securityHeaders(engineOrigin: string | null): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": contentSecurityPolicy(engineOrigin),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), display-capture=(), interest-cohort=()",
    "Cache-Control": "no-store",
  };
}
