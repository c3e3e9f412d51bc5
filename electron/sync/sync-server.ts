import type { Envelope } from '#shared/contract/definition.ts';
import type { EngineMethod, EngineParsed, SessionInfo } from '#shared/contract/engine.ts';
import { serverProfile, type ServerProfile } from '#shared/contract/server-profile.ts';
import type { AccountOpening, FromSyncServer, ToSyncServer } from '#shared/contract/sync-channel.ts';
import { DEFAULT_SETTINGS } from '#shared/domain/settings.ts';
import { CodedError, unreachable } from '#shared/errors.ts';
import { openAccount, reopenAccount, type OpenAccount } from './account/open-account.ts';
import { signInWithPassword, signInWithToken, type SignedIn } from './account/sign-in.ts';
import { errorInfo, failureEnvelope } from './envelope.ts';
import type { EnginePorts } from './ports.ts';
import { Publisher } from './publisher.ts';

type Call = Extract<ToSyncServer, { type: 'call' }>;
type Message = Exclude<ToSyncServer, { type: 'stop' }>;

/** Files that are damaged again so soon are not mended by replacing them. */
const REPAIR_REST_MS = 60_000;

const NO_SERVER: SessionInfo['server'] = { linkHosts: [], refusedTypes: [] };
const NO_EXTENSIONS: SessionInfo['extensions'] = {
  read: 'unknown',
  reactions: 'unknown',
  edit: 'unknown',
  delete: 'unknown',
  report: 'unknown',
  update: 'unknown',
  contacts: 'unknown',
};

/** Answers the host: opens and closes accounts, one at a time, and hands everything else to the open account's engine. */
export class SyncServer {
  readonly #ports: EnginePorts;
  readonly #send: (message: FromSyncServer) => void;
  readonly #publisher: Publisher;
  #dataDir: string | null = null;
  #account: OpenAccount | null = null;
  /** Opening and closing accounts happens one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  /** While damaged files are replaced, calls wait instead of being told that nobody is there. */
  #repair: Promise<void> | null = null;
  #repairedAt = Number.NEGATIVE_INFINITY;

  constructor(ports: EnginePorts, send: (message: FromSyncServer) => void) {
    this.#ports = ports;
    this.#send = send;
    this.#publisher = new Publisher(ports.random.uuid(), (stamped) => {
      send({ type: 'event', stamped });
    });
  }

  /** Rejects only when the process can't go on. */
  async receive(message: Message): Promise<void> {
    switch (message.type) {
      case 'start':
        this.#dataDir = message.dataDir;
        await this.#inTurn(() => this.#openAtStart(message.open));
        this.#send({ type: 'ready', account: this.#account?.info ?? null });
        return;
      case 'call':
        this.#send({ type: 'answer', id: message.id, envelope: await this.#answer(message) });
        return;
      case 'open':
        this.#send({
          type: 'answer',
          id: message.id,
          envelope: await this.#enveloped(async () => this.#inTurn(() => this.#open(message))),
        });
        return;
      case 'stage-path':
        this.#send({
          type: 'staged',
          id: message.id,
          envelope: await this.#enveloped(() => this.#current().engine.stagePath(message)),
        });
        return;
      case 'media':
        this.#send({
          type: 'media-file',
          id: message.id,
          envelope: await this.#enveloped(() => this.#current().engine.openMedia(message.mediaId)),
        });
        return;
      case 'power':
        this.#account?.engine.powerNews(message.news);
        return;
      case 'network':
        this.#account?.engine.networkNews(message.online);
        return;
      default:
        unreachable(message);
    }
  }

  /** Closes the open account; pending work is in the files. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#close());
  }

  async #openAtStart(open: Extract<ToSyncServer, { type: 'start' }>['open']): Promise<void> {
    switch (open.kind) {
      case 'none':
        return;
      case 'last':
        this.#account = reopenAccount(this.#environment(), open.accountId, open.token);
        break;
      case 'profile':
        await this.#open(open);
        return;
      default:
        unreachable(open);
    }
    this.#announce();
  }

  async #open(opening: AccountOpening): Promise<null> {
    const token = opening.token;
    if (token === null) throw new CodedError('NOT_SIGNED_IN', 'A profile without a token names no account');
    await this.#enter(
      opening.profile,
      await signInWithToken(this.#ports, opening.profile, token, opening.profile.userId, { verify: false }),
      opening.demo,
    );
    return null;
  }

  async #answer(call: Call): Promise<Envelope<unknown>> {
    return this.#enveloped(() => this.#handle(call.method, call.input));
  }

  async #handle(method: EngineMethod, input: unknown): Promise<unknown> {
    switch (method) {
      case 'session.get':
        return this.#session();
      case 'session.signIn':
        return this.#inTurn(() => this.#signIn(input as EngineParsed<'session.signIn'>));
      case 'session.signOut':
        return this.#inTurn(() => this.#signOut());
      case 'session.leave':
        return this.#inTurn(async () => {
          await this.#close();
          this.#announce();
          return this.#session();
        });
      default:
        if (this.#repair !== null) await this.#repair;
        return this.#current().engine.handle(method, input);
    }
  }

  /**
   * SQLite has reported damage: the mirror is set aside and fetched again, local.db is replaced by its copy and what can be read of the newer
   * rows; both happen while the files are opened anew. The app goes on.
   */
  #damaged(account: OpenAccount): void {
    if (this.#repair !== null || account !== this.#account) return;
    const now = this.#ports.clock.monotonic();
    if (now - this.#repairedAt < REPAIR_REST_MS) return;
    this.#repairedAt = now;
    this.#repair = this.#inTurn(async () => {
      const { accountId } = account.info;
      const { token } = account;
      await this.#close(() => account.closeDamaged());
      this.#publisher.restart(this.#ports.random.uuid());
      this.#account = reopenAccount(this.#environment(), accountId, token);
      this.#announce();
    })
      .catch((error: unknown) => {
        const info = errorInfo(error);
        this.#ports.log({ level: 'error', event: 'damaged files could not be replaced', details: { code: info.code } });
        this.#send({ type: 'fatal', code: info.code, message: info.message });
      })
      .finally(() => {
        this.#repair = null;
      });
  }

  async #signIn(input: EngineParsed<'session.signIn'>): Promise<SessionInfo> {
    const profile = input.profile === null ? this.#current().profile : serverProfile.parse(input.profile);
    const { credentials } = input;
    const signedIn =
      credentials.kind === 'password'
        ? await signInWithPassword(this.#ports, profile, credentials.contact, credentials.password)
        : await signInWithToken(this.#ports, profile, credentials.token, credentials.userId, { verify: true });
    // The demo's account stays the demo's: it is known by another name than its address, which changes.
    await this.#enter(profile, signedIn, input.profile === null && this.#current().info.demo);
    return this.#session();
  }

  /** The same account gets its new token; another one takes the place of what was open. */
  async #enter(profile: ServerProfile, signedIn: SignedIn, demo: boolean): Promise<void> {
    const current = this.#account;
    if (current?.isSame(profile, signedIn.userId, demo) === true) {
      current.signIn(signedIn);
    } else {
      await this.#close();
      this.#publisher.restart(this.#ports.random.uuid());
      this.#account = openAccount(this.#environment(), profile, signedIn, demo);
    }
    this.#announce();
  }

  async #signOut(): Promise<SessionInfo> {
    this.#account?.signOut();
    this.#announce();
    return this.#session();
  }

  async #close(how: (account: OpenAccount) => Promise<void> = (account) => account.close()): Promise<void> {
    const account = this.#account;
    this.#account = null;
    if (account !== null) await how(account);
  }

  /** The host keeps or forgets the token; the renderer learns who is there, never with what. */
  #announce(): void {
    this.#send({ type: 'account', account: this.#account?.info ?? null, token: this.#account?.token ?? null });
    this.#publisher.publish({ type: 'session', session: this.#session() });
  }

  #session(): SessionInfo {
    const account = this.#account;
    if (account === null) {
      return { account: null, settings: DEFAULT_SETTINGS, extensions: NO_EXTENSIONS, server: NO_SERVER };
    }
    const { info, engine } = account;
    return { account: info, settings: engine.settings(), extensions: engine.extensions(), server: engine.server() };
  }

  #current(): OpenAccount {
    if (this.#account === null) throw new CodedError('NOT_SIGNED_IN', 'No account is open');
    return this.#account;
  }

  #environment() {
    const dataDir = this.#dataDir;
    if (dataDir === null) throw new CodedError('INVALID_STATE', 'The sync server was not told where the data lies');
    return {
      ports: this.#ports,
      publisher: this.#publisher,
      dataDir,
      send: this.#send,
      sessionChanged: () => {
        this.#announce();
      },
      damaged: () => {
        if (this.#account !== null) this.#damaged(this.#account);
      },
    };
  }

  async #enveloped(work: () => unknown): Promise<Envelope<never>> {
    try {
      // Queries read at once, in this turn. For what takes longer an older stamp is safe: an event that the answer already holds is applied
      // once more, and none is dropped that it does not hold.
      const stamp = this.#publisher.stamp;
      const value = (await work()) as never;
      return { ok: true, value, stamp };
    } catch (error) {
      return failureEnvelope(error, this.#ports.log);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
