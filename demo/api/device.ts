export type Device = { platform: string; os?: string; browser?: string; app?: string };

/** What `device_info` says about whoever asked, from their `User-Agent`. */
export function deviceOf(userAgent: string | undefined): Device {
  const agent = userAgent ?? '';
  if (/Electron|Zukses/i.test(agent)) return { platform: 'desktop', app: 'Zukses Desk' };
  if (/iPhone|iPad/.test(agent)) return { platform: 'mobile', os: 'iOS' };
  if (/Android/.test(agent)) return { platform: 'mobile', os: 'Android' };
  const browser = /(Firefox|Chrome|Safari)/.exec(agent)?.[1];
  return browser === undefined ? { platform: 'web' } : { platform: 'web', browser };
}
