import { randomBytes } from 'node:crypto';
import { createAdmin } from './api/admin.ts';
import { createApp } from './api/app.ts';
import { createRateLimiter, type RateLimiter } from './api/rate-limiter.ts';
import { createTokens, type Tokens } from './api/tokens.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createNetwork } from './faults/network.ts';
import { createPeople, type People } from './people/people.ts';
import { seededRandom, systemClock, type Clock, type Random } from './ports.ts';
import { createHub, type Hub } from './realtime/hub.ts';
import { publishCommits } from './realtime/publisher.ts';
import { createBuilder, type Builder } from './seed/builder.ts';
import { seedShopWorld } from './seed/shop-world.ts';
import type { UserRow } from './store/rows.ts';
import { Store } from './store/store.ts';
import { createWorld, type World } from './world.ts';

export type DemoOptions = {
  clock?: Clock;
  random?: Random;
  /** A file, or `:memory:`. A file that was seeded before is taken up as it is. */
  databasePath?: string;
  /** The same seed gives the same people, conversations and words, at times relative to the clock. */
  seed?: number;
  /** Nobody answers, types, reacts or reads by themselves. */
  quietPeople?: boolean;
  /** Opens `/admin` (docs/api.md does not know it: it is for tests). */
  admin?: boolean;
  /** Where files are served; a server that only learns its port later sets `demo.world.origin`. */
  origin?: string;
  rateLimits?: boolean;
  /** How long a silent connection is trusted, in seconds: Pusher's `activity_timeout`. */
  activityTimeoutSeconds?: number;
  /** Fills a new database; without it, the shop world with its agents and customers. */
  populate?: (builder: Builder, random: Random) => void;
};

export type DemoAccount = { name: string; contact: string; password: string; userId: number; token: string };

export type Demo = {
  /** Answers as the server would; rejects with a TypeError where a connection would have broken. */
  fetch(request: Request): Promise<Response>;
  readonly hub: Hub;
  readonly world: World;
  readonly people: People;
  readonly faults: Faults;
  readonly tokens: Tokens;
  readonly rateLimiter: RateLimiter;
  readonly accounts: readonly DemoAccount[];
  close(): void;
};

const SECRETS = ['jwt-secret', 'pusher-key', 'pusher-secret'] as const;

/** The whole demo without a socket: drive it by `fetch` and by `hub.connect`. */
export async function createDemo(options: DemoOptions = {}): Promise<Demo> {
  const clock = options.clock ?? systemClock;
  const seed = options.seed ?? 1;
  const random = options.random ?? seededRandom(seed);
  const store = new Store(options.databasePath ?? ':memory:', () => clock.now());
  const world = createWorld(store, clock, random, options.origin ?? 'http://127.0.0.1');
  if (store.isNew) populate(world, options, seed);

  const secret = (name: (typeof SECRETS)[number]): string =>
    store.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)?.value ?? '';
  const tokens = createTokens(Buffer.from(secret('jwt-secret'), 'hex'), clock);
  const hub = createHub({
    credentials: { appId: 'zukses-demo', key: secret('pusher-key'), secret: secret('pusher-secret') },
    clock,
    random,
    activityTimeoutSeconds: options.activityTimeoutSeconds ?? 120,
  });
  world.isConnected = (userId) => hub.isOccupied(`private-user.${userId}`);
  const rateLimiter = createRateLimiter(clock);
  rateLimiter.enabled = options.rateLimits !== false;
  const app = createApp({ world, hub, tokens, rateLimiter });
  const stopPublishing = publishCommits(world, hub);
  const people = createPeople({ world, hub, random, quiet: options.quietPeople === true });
  const faults = createFaults({ hub, store, clock, random });
  const network = createNetwork({
    faults,
    clock,
    random,
    handler: async (request, hints) => app.fetch(request, { hints }),
  });
  const admin = options.admin === true ? createAdmin({ world, faults, people, tokens, rateLimiter }) : null;
  const accounts = await listAccounts(world, tokens);

  return {
    async fetch(request) {
      const isAdmin = admin !== null && new URL(request.url).pathname.startsWith('/admin/');
      return isAdmin ? admin.fetch(request) : network.fetch(request);
    },
    hub,
    world,
    people,
    faults,
    tokens,
    rateLimiter,
    accounts,
    close() {
      people.close();
      network.close();
      faults.close();
      stopPublishing();
      hub.close();
      store.close();
    },
  };
}

function populate(world: World, options: DemoOptions, seed: number): void {
  world.store.transaction(() => {
    // Secrets come from the system, not from the seed: the same words everywhere must not mean the same keys everywhere.
    for (const name of SECRETS) {
      const value = randomBytes(name === 'pusher-key' ? 10 : 32).toString('hex');
      world.store.run('INSERT INTO settings (name, value) VALUES (?, ?)', name, value);
    }
    (options.populate ?? seedShopWorld)(createBuilder(world), seededRandom(seed));
  });
}

async function listAccounts(world: World, tokens: Tokens): Promise<DemoAccount[]> {
  const users = world.store.all<UserRow>('SELECT * FROM users WHERE password IS NOT NULL ORDER BY id');
  const accounts: DemoAccount[] = [];
  for (const user of users) {
    const token = await tokens.issue(user.id);
    accounts.push({ name: user.name, contact: user.email, password: user.password ?? '', userId: user.id, token });
  }
  return accounts;
}
