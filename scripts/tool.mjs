import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { command } from './project.mjs';
import { runTool } from './run.mjs';

/** `node scripts/tool.mjs [--build] TOOL ARGS…`: one of the project's tools, on the right Node; with --build, after a fresh build. */
await command(async () => {
  const nodePath = await ensureInstalled();
  const [first = '', ...rest] = process.argv.slice(2);
  if (first !== '--build') return runTool(nodePath, first, rest);
  await ensureBuilt(nodePath, { quiet: true });
  const [tool = '', ...args] = rest;
  return runTool(nodePath, tool, args);
});
