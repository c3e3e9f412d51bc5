import { registerHooks } from 'node:module';
import { MUTATIONS, mutate } from './mutations.ts';

/** A process that plays the seeds it is told, one after the other; with a mutation's name as its argument, against a product that is broken so. */

const name = process.argv[2] ?? '';
const mutation = name === '' ? null : MUTATIONS.find((one) => one.name === name);
if (mutation === undefined) throw new Error(`There is no mutation "${name}"`);
let patched = mutation === null;

if (mutation !== null) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${mutation.file}`) || loaded.source == null) return loaded;
      patched = true;
      const source =
        typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
      return { ...loaded, source: mutate(mutation, source) };
    },
  });
}

const { runSeed } = await import('./seed-run.ts');
if (!patched) throw new Error(`Nothing loads ${mutation?.file ?? ''}`);

process.on('message', (seed: number) => {
  void runSeed(seed).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
