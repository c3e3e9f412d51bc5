import { readFileSync } from 'node:fs';
import { createDemo, type Demo, type DemoOptions } from '#demo/create-demo.ts';
import { DOCUMENT_NOW, documentWorld } from '#demo/fixtures/document-world.ts';
import type { Json, JsonObject } from '#demo/json.ts';
import type { Clock } from '#demo/ports.ts';

/** A clock that only moves when told to; timers run in order as it passes them. */
export type ManualClock = Clock & { advance(milliseconds: number): void };

export function manualClock(start = DOCUMENT_NOW): ManualClock {
  let now = start;
  let serial = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  return {
    now: () => now,
    setTimeout(run, milliseconds) {
      serial += 1;
      timers.set(serial, { at: now + milliseconds, run });
      return serial;
    },
    clearTimeout(handle) {
      timers.delete(handle as number);
    },
    advance(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.at <= until)
          .sort((one, other) => one[1].at - other[1].at)[0];
        if (due === undefined) break;
        timers.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].run();
      }
      now = until;
    },
  };
}

export type Answer = { status: number; headers: Headers; text: string; body: JsonObject };

export type Caller = (method: string, path: string, body?: JsonObject | FormData) => Promise<Answer>;

export type DocumentDemo = {
  demo: Demo;
  clock: ManualClock;
  tokenOf(userId: number): string;
  /** Calls as this person. */
  as(userId: number): Caller;
};

/** The demo over the world of the document's examples, on a clock that stands still. */
export async function startDocumentDemo(options: DemoOptions = {}): Promise<DocumentDemo> {
  const clock = manualClock();
  const demo = await createDemo({ clock, populate: documentWorld, quietPeople: true, ...options });
  const tokenOf = (userId: number): string => demo.accounts.find((one) => one.userId === userId)?.token ?? '';
  return { demo, clock, tokenOf, as: (userId) => callerOf(demo, tokenOf(userId)) };
}

export function callerOf(demo: Pick<Demo, 'fetch'>, token: string | null): Caller {
  return async (method, path, body) => {
    const headers = new Headers({ Accept: 'application/json' });
    if (token !== null) headers.set('Authorization', `Bearer ${token}`);
    let payload: string | FormData | null = null;
    if (body instanceof FormData) payload = body;
    else if (body !== undefined) {
      headers.set('Content-Type', 'application/json');
      payload = JSON.stringify(body);
    }
    const init: RequestInit = payload === null ? { method, headers } : { method, headers, body: payload };
    return readAnswer(await demo.fetch(new Request(`http://127.0.0.1${path}`, init)));
  };
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? (JSON.parse(text) as JsonObject) : {},
  };
}

export function example(name: string): JsonObject {
  return JSON.parse(readFileSync(exampleUrl(name), 'utf8')) as JsonObject;
}

export function exampleUrl(name: string): URL {
  return new URL(`../examples/${name}`, import.meta.url);
}

export function rows(answer: Answer): JsonObject[] {
  const { data } = answer.body;
  if (!Array.isArray(data)) throw new Error(`No list in the answer: ${answer.text.slice(0, 200)}`);
  return data as JsonObject[];
}

export function row(answer: Answer): JsonObject {
  const { data } = answer.body;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new Error(`No object in the answer: ${answer.text.slice(0, 200)}`);
  }
  return data;
}

export function ids(answer: Answer): Json[] {
  return rows(answer).map((one) => one['id'] ?? null);
}

/** The smallest file that is what its name says, filled up to a size. */
export function file(name: string, sizeBytes = 64): File {
  const extension = name.split('.').at(-1) ?? '';
  const head = HEADS[extension] ?? Buffer.from('plain text');
  const bytes = new Uint8Array(Math.max(sizeBytes, head.byteLength));
  bytes.set(head);
  return new File([bytes], name);
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

const HEADS: Readonly<Record<string, Buffer>> = {
  jpg: latin('\u00ff\u00d8\u00ff\u00e0'),
  jpeg: latin('\u00ff\u00d8\u00ff\u00e0'),
  png: latin('\u0089PNG\r\n\u001a\n'),
  gif: latin('GIF89a'),
  webp: latin('RIFF\0\0\0\0WEBPVP8 '),
  mp4: latin('\0\0\0\u0018ftypisom'),
  mov: latin('\0\0\0\u0014ftypqt  '),
  avi: latin('RIFF\0\0\0\0AVI '),
  mp3: latin('ID3\u0003'),
  wav: latin('RIFF\0\0\0\0WAVE'),
  pdf: latin('%PDF-1.4\n'),
  doc: latin('\u00d0\u00cf\u0011\u00e0'),
  docx: latin('PK\u0003\u0004'),
};

/** A text or a number as text; anything else is a mistake of the test. */
export function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return value.toString();
  throw new Error(`Neither text nor number: ${JSON.stringify(value)}`);
}

/** The rows of one of an object's lists. */
export function listOf(object: JsonObject | undefined, name: string): JsonObject[] {
  const value = object?.[name];
  if (!Array.isArray(value)) throw new Error(`No list ${name} in ${JSON.stringify(object)}`);
  return value as JsonObject[];
}
