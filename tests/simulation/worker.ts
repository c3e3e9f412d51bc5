import { registerHooks } from 'node:module';
import { MUTATIONS, patched, type Patch } from './mutations.ts';

/** A process that plays the seeds it is told, one after the other; with a mutation's name as its argument, against a product that is broken so. */

const name = process.argv[2] ?? '';
const mutation = MUTATIONS.find((one) => one.name === name);
if (mutation === undefined && name !== '') throw new Error(`There is no mutation "${name}"`);
const left = new Set<Patch>(mutation?.patches);

if (left.size > 0) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      const patch = [...left].find(({ file }) => url.endsWith(`/${file}`));
      if (patch === undefined || loaded.source == null) return loaded;
      left.delete(patch);
      const source =
        typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
      return { ...loaded, source: patched(patch, source) };
    },
  });
}

const { runSeed } = await import('./seed-run.ts');
for (const { file } of left) throw new Error(`Nothing loads ${file}`);

process.on('message', (seed: number) => {
  void runSeed(seed).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
