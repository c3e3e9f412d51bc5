import { drawLogo, drawPortrait, PICTURES } from './pictures.ts';

type DrawnFile = { contentType: string; bytes: Uint8Array };

const drawn = new Map<string, DrawnFile>();

/** Portraits, logos and product pictures are drawn when they are first asked for, and never stored. */
export function drawnFile(path: string): DrawnFile | null {
  const known = drawn.get(path);
  if (known !== undefined) return known;
  const bytes = draw(path);
  if (bytes === null) return null;
  const file = { contentType: 'image/png', bytes };
  drawn.set(path, file);
  return file;
}

function draw(path: string): Uint8Array | null {
  const match = /^\/storage\/(users|shops|products)\/([a-z]+|\d{1,4})\.png$/.exec(path);
  const [, folder, name = ''] = match ?? [];
  if (folder === 'products') return PICTURES[name]?.() ?? null;
  if (!/^\d+$/.test(name)) return null;
  return folder === 'users' ? drawPortrait(Number(name)) : drawLogo(Number(name));
}
