/** Makes the plain scripts that are injected into pages out of the typed ones in `page/`. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import type { PreloadInfo } from './page/wire.ts';

const pageFolder = path.join(import.meta.dirname, 'page');

function plainScript(name: string): string {
  const source = stripTypeScriptTypes(readFileSync(path.join(pageFolder, name), 'utf8'));
  return source.replace(/^export (?=(async )?function|const|class)/gm, '');
}

let parts: { codec: string; bridge: string; mainWorld: string; environment: string } | undefined;

function pageParts(): NonNullable<typeof parts> {
  return (parts ??= {
    codec: plainScript('codec.ts'),
    bridge: plainScript('bridge.ts'),
    mainWorld: plainScript('main-world.ts'),
    environment: plainScript('preload-environment.ts'),
  });
}

/** Only the top frame gets a preload: Electron's default, which the stand-in does not let anyone change. */
const topFrameOnly = 'if (window !== window.top) return;';

/** Name of the CDP binding and of the receiving function in the preload's world; the page's world sees neither. */
export const bindingName = '__electronStandInSend';
export const receiverName = '__electronStandInReceive';
/** The function in which a script stops so that the main process can look up a file's path. */
export const pathProbeName = 'electronStandInPathOf';

export function mainWorldScript(channel: string): string {
  const { bridge, mainWorld } = pageParts();
  return `(() => { ${topFrameOnly}\n${bridge}\n${mainWorld}\ninstallMainWorld(makeWorldBridge(${JSON.stringify(channel)}, 'page')); })();`;
}

export function preloadScript(channel: string, info: PreloadInfo, preload: string): string {
  const { codec, bridge, environment } = pageParts();
  return `(() => { ${topFrameOnly}
${codec}
${bridge}
${environment}
const sendText = globalThis.${bindingName};
delete globalThis.${bindingName};
const send = (message) => sendText(JSON.stringify(message));
function ${pathProbeName}(file) { let found = ''; debugger; return found; }
const environment = makePreloadEnvironment(
  makeWorldBridge(${JSON.stringify(channel)}, 'preload'),
  { send, encode: encodeClone, decode: decodeClone, pathOf: ${pathProbeName} },
  ${JSON.stringify(info)},
);
Object.defineProperty(globalThis, '${receiverName}', { value: (text) => environment.receive(JSON.parse(text)) });
send({ kind: 'hello' });
const module = { exports: {} };
try {
  (${wrapPreload(preload)})(environment.require, environment.process, module, module.exports, globalThis);
} catch (error) {
  send({ kind: 'preload-error', name: error?.name ?? 'Error', message: String(error?.message ?? error), stack: String(error?.stack ?? error) });
  console.error('Unable to load preload script', error);
}
})();`;
}

function wrapPreload(preload: string): string {
  return `function (require, process, module, exports, global) {${preload}\n}`;
}

/** A sandboxed preload is one CommonJS script: anything else is a syntax error before it runs. */
export function preloadSyntaxError(preload: string, file: string): Error | undefined {
  try {
    void new Script(`(${wrapPreload(preload)})`, { filename: file });
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
