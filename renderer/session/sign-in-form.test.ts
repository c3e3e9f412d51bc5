import { describe, expect, it } from 'vitest';
import { readProfile } from './read-profile.ts';
import { serverAddress } from './server-address.ts';
import type { SignInValues } from './sign-in-form.ts';
import { checkSignIn } from './sign-in-form.ts';

const VALUES: SignInValues = {
  server: 'https://api.zukses.com',
  method: 'password',
  contact: 'dimas@contoh.id',
  password: 'rahasia',
  token: '',
  userId: '',
  profile: null,
};

describe('serverAddress', () => {
  it.each([
    ['api.zukses.com', 'https://api.zukses.com'],
    [' https://api.zukses.com/ ', 'https://api.zukses.com'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:3000/base/', 'http://localhost:3000/base'],
    ['ftp://api.zukses.com', null],
    ['https://me:secret@api.zukses.com', null],
    ['two words', null],
    ['', null],
  ])('%j is %j', (typed, url) => {
    expect(serverAddress(typed)).toBe(url);
  });
});

describe('checkSignIn', () => {
  it('names the first thing that is missing', () => {
    expect(checkSignIn({ ...VALUES, server: ' ' }, false)).toMatchObject({ field: 'server' });
    expect(checkSignIn({ ...VALUES, server: 'no address' }, false)).toMatchObject({ key: 'error.ADDRESS_INVALID' });
    expect(checkSignIn({ ...VALUES, server: 'http://api.zukses.com' }, false)).toMatchObject({
      key: 'signIn.httpsNeeded',
    });
    expect(checkSignIn({ ...VALUES, server: '127.0.0.1:8080' }, false)).toMatchObject({ ok: true });
    expect(checkSignIn({ ...VALUES, contact: ' ', password: '' }, false)).toMatchObject({ field: 'contact' });
    expect(checkSignIn({ ...VALUES, password: '' }, false)).toMatchObject({ field: 'password' });
    expect(checkSignIn({ ...VALUES, method: 'token' }, false)).toMatchObject({ field: 'token' });
  });

  it('takes a password as it is typed', () => {
    expect(checkSignIn({ ...VALUES, contact: ' dimas@contoh.id ', password: ' rahasia ' }, false)).toEqual({
      ok: true,
      input: {
        profile: { apiUrl: 'https://api.zukses.com' },
        credentials: { kind: 'password', contact: 'dimas@contoh.id', password: ' rahasia ' },
      },
    });
  });

  it('takes a token as it is copied, and asks for the user id only when it is needed', () => {
    const token = { ...VALUES, method: 'token', token: ' Bearer abc.def ' } as const;
    expect(checkSignIn(token, false)).toMatchObject({ input: { credentials: { token: 'abc.def', userId: null } } });
    expect(checkSignIn(token, true)).toMatchObject({ ok: false, field: 'userId' });
    expect(checkSignIn({ ...token, userId: '42' }, true)).toMatchObject({ input: { credentials: { userId: 42 } } });
  });

  it('keeps the rest of a profile', () => {
    const profile = { pusher: { key: 'abc' } };
    expect(checkSignIn({ ...VALUES, profile }, false)).toMatchObject({
      input: { profile: { pusher: { key: 'abc' }, apiUrl: 'https://api.zukses.com' } },
    });
  });
});

describe('readProfile', () => {
  it('takes token and user id apart from the rest', () => {
    expect(
      readProfile(
        '{"apiUrl":"https://chat.toko.id","token":"t","userId":7,"pusher":{"key":"k","port":6001},"linkHosts":[]}',
      ),
    ).toEqual({
      ok: true,
      profile: { apiUrl: 'https://chat.toko.id', pusher: { key: 'k', port: 6001 }, linkHosts: [] },
      token: 't',
      userId: 7,
    });
  });

  it.each([
    ['{"apiUrl":', 'not-json', undefined],
    ['[]', 'wrong-type', 'JSON'],
    ['{"apiURL":"https://x"}', 'unknown-key', 'apiURL'],
    ['{"pusher":{"kee":"x"}}', 'unknown-key', 'pusher.kee'],
    ['{"pusher":{"port":"6001"}}', 'wrong-type', 'pusher.port'],
    ['{"extensions":{"read":"maybe"}}', 'wrong-type', 'extensions.read'],
    ['{"toString":1}', 'unknown-key', 'toString'],
  ])('refuses %s by name', (json, problem, key) => {
    expect(readProfile(json)).toMatchObject({ ok: false, problem, ...(key === undefined ? {} : { key }) });
  });
});
