/**
 * What every answer to a page carries, on both hosts. The page runs only its own scripts and talks to its own origin: a message that got
 * through as markup could neither run nor call home.
 *
 * Styles may stand inline, because the dialogs' scroll lock writes a style element; scripts may not.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** A file that somebody sent runs nothing and loads nothing, even when it is opened by itself. */
const MEDIA_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'";

const ALWAYS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=()',
} as const;

export const PAGE_HEADERS: Readonly<Record<string, string>> = { ...ALWAYS, 'Content-Security-Policy': PAGE_POLICY };
export const MEDIA_HEADERS: Readonly<Record<string, string>> = { ...ALWAYS, 'Content-Security-Policy': MEDIA_POLICY };
