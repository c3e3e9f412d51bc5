import { BUILT } from './paths.ts';
import { StartedProcess } from './started-process.ts';

export interface DemoAccount {
  readonly contact: string;
  readonly password: string;
  readonly userId: number;
  readonly token: string;
}

export interface DemoOptions {
  readonly dataDir: string;
  readonly seed?: number;
  /** Nobody answers by himself. */
  readonly quietPeople?: boolean;
}

/** A demo server of the test's own, which outlives the hosts and can be told to misbehave. */
export class Demo {
  readonly address: string;
  readonly pusherKey: string;
  readonly accounts: readonly [DemoAccount, DemoAccount];
  readonly #process: StartedProcess;

  private constructor(process: StartedProcess, facts: Pick<Demo, 'address' | 'pusherKey' | 'accounts'>) {
    this.#process = process;
    this.address = facts.address;
    this.pusherKey = facts.pusherKey;
    this.accounts = facts.accounts;
  }

  static async start({ dataDir, seed = 1, quietPeople = true }: DemoOptions): Promise<Demo> {
    const started = new StartedProcess(BUILT.demo, [
      '--port=0',
      '--admin',
      `--data-dir=${dataDir}`,
      `--seed=${seed}`,
      ...(quietPeople ? ['--quiet-people'] : []),
    ]);
    const account = async (index: number): Promise<DemoAccount> => ({
      contact: await started.line('account: ', index),
      password: await started.line('password: ', index),
      userId: Number(await started.line('user id: ', index)),
      token: await started.line('token: ', index),
    });
    return new Demo(started, {
      address: await started.line('address: '),
      pusherKey: await started.line('pusher key: '),
      accounts: [await account(0), await account(1)],
    });
  }

  /** The server profile of an account (docs/api.md section 14): what `--profile` takes. */
  profile(account: DemoAccount): object {
    const { hostname, port } = new URL(this.address);
    return {
      apiUrl: this.address,
      token: account.token,
      userId: account.userId,
      pusher: { key: this.pusherKey, cluster: '', host: hostname, port: Number(port), tls: false },
    };
  }

  /** What its own standard output said, for a host whose "Try the demo" shall come to this one. */
  get lines(): string {
    const accounts = this.accounts.map(
      ({ contact, password, userId, token }) =>
        `account: ${contact}\npassword: ${password}\nuser id: ${userId}\ntoken: ${token}`,
    );
    return [`address: ${this.address}`, `pusher key: ${this.pusherKey}`, ...accounts].join('\n');
  }

  /** From now on every connection breaks and none is taken; the admin endpoint still answers. */
  async cutNetwork(): Promise<void> {
    await this.admin('PUT', 'network', { up: false });
  }

  async restoreNetwork(): Promise<void> {
    await this.admin('PUT', 'network', { up: true });
  }

  /** See demo/api/admin.ts. Rejects for every status that is no success. */
  async admin(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.address}/admin/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The demo answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  async stop(): Promise<void> {
    await this.#process.end();
  }
}
