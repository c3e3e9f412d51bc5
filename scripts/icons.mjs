import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser } from './browser-path.mjs';
import { command, Problem, ROOT } from './project.mjs';

/** `npm run icons`: draws every picture of the program from build/icon.svg, and packs them for the three systems. The results are committed. */

const BUILD = join(ROOT, 'build');
const IMAGES = join(BUILD, 'images');
const PNG_SIZES = [16, 32, 48, 64, 128, 256, 512, 1024];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Types of an .icns file's entries, by what they hold. */
const ICNS = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
]);

const BUBBLE =
  'M9 2h14a7 7 0 0 1 7 7v11a7 7 0 0 1-7 7H13l-6.3 3.6A1.1 1.1 0 0 1 5 29.65V25.8A7 7 0 0 1 2 20V9a7 7 0 0 1 7-7z';
const Z = 'M11 10h10L11 19.5h10';

/**
 * The tray's picture: in colour, or (macOS) black on nothing, where the system colours it.
 * @param {'plain' | 'unread' | 'offline'} state
 * @param {boolean} template
 */
function traySvg(state, template) {
  const bubble = template ? '#000' : state === 'offline' ? '#6b7678' : '#0f6b7e';
  const cut = template
    ? '<path fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="' +
      Z +
      '"/>'
    : '';
  const letter = `<path fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="${Z}"/>`;
  const ring = (/** @type {string} */ inner) => `<circle cx="25" cy="7" r="7" fill="#000"/>${inner}`;
  const mark = {
    plain: '',
    unread: `<circle cx="25" cy="7" r="5.4" fill="${template ? '#000' : '#e5484d'}"/>`,
    offline: `<path d="M20.6 2.6l8.8 8.8M29.4 2.6l-8.8 8.8" stroke="${template ? '#000' : '#e5484d'}" stroke-width="2.6" stroke-linecap="round"/>`,
  }[state];
  const hole = state === 'plain' ? '' : ring('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><mask id="m"><rect width="32" height="32" fill="#fff"/>${hole}${cut.replace('#fff', '#000')}</mask>
    <g mask="url(#m)"><path fill="${bubble}" d="${BUBBLE}"/>${template ? '' : letter}</g>${mark}</svg>`;
}

/** @param {string} text */
function overlaySvg(text) {
  const size = text.length > 1 ? 17 : 22;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#c62a2f"/>
    <text x="16" y="${16 + size * 0.36}" font-family="DejaVu Sans, Arial, sans-serif" font-weight="700" font-size="${size}" fill="#fff" text-anchor="middle">${text}</text></svg>`;
}

/**
 * @param {readonly { size: number, png: Buffer }[]} images
 * @returns {Buffer} an .ico file whose entries are PNG files
 */
function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of images.entries()) {
    const at = 6 + 16 * index;
    // 256 is written as 0.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/**
 * @param {readonly { type: string, png: Buffer }[]} entries
 * @returns {Buffer} an .icns file
 */
function icns(entries) {
  const parts = entries.map(({ type, png }) => {
    const head = Buffer.alloc(8);
    head.write(type, 'ascii');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.write('icns', 'ascii');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

await command(async () => {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Problem('Drawing the icons needs Chromium or Chrome.');
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const page = await browser.newPage();
    /**
     * @param {string} svg
     * @param {number} size
     */
    const draw = async (svg, size) => {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(
        `<style>html,body{margin:0;background:none}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
      );
      return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } });
    };
    mkdirSync(join(BUILD, 'icons'), { recursive: true });
    mkdirSync(IMAGES, { recursive: true });
    const icon = readFileSync(join(BUILD, 'icon.svg'), 'utf8');
    /** @type {Map<number, Buffer>} */
    const drawn = new Map();
    for (const size of new Set([...PNG_SIZES, ...ICO_SIZES])) drawn.set(size, await draw(icon, size));
    const at = (/** @type {number} */ size) => drawn.get(size) ?? Buffer.alloc(0);
    for (const size of PNG_SIZES) writeFileSync(join(BUILD, 'icons', `${size}x${size}.png`), at(size));
    writeFileSync(join(BUILD, 'icon.ico'), ico(ICO_SIZES.map((size) => ({ size, png: at(size) }))));
    writeFileSync(join(BUILD, 'icon.icns'), icns(ICNS.map(([type, size]) => ({ type, png: at(size) }))));
    writeFileSync(join(IMAGES, 'window.png'), at(256));

    for (const state of /** @type {const} */ (['plain', 'unread', 'offline'])) {
      writeFileSync(join(IMAGES, `tray-${state}.png`), await draw(traySvg(state, false), 32));
      writeFileSync(join(IMAGES, `tray-${state}@2x.png`), await draw(traySvg(state, false), 64));
      writeFileSync(join(IMAGES, `tray-${state}-Template.png`), await draw(traySvg(state, true), 16));
      writeFileSync(join(IMAGES, `tray-${state}-Template@2x.png`), await draw(traySvg(state, true), 32));
    }
    for (const text of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9+']) {
      writeFileSync(join(IMAGES, `overlay-${text === '9+' ? 'many' : text}.png`), await draw(overlaySvg(text), 32));
    }
  } finally {
    await browser.close();
  }
  return 0;
});
