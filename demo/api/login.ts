import type { App, AppParts } from './answer.ts';
import { readBody } from './body.ts';
import { ROUTES } from './endpoints.ts';
import type { UserRow } from '../store/rows.ts';
import { presentUser } from '../store/present.ts';

/** Signing in (docs/api.md section 2). A refusal is a 422 in an envelope of its own, unlike the chat's. */
export function registerLogin(app: App, { world, tokens }: AppParts): void {
  app.post(ROUTES.login.path, async (context) => {
    const { values } = await readBody(context.req.raw);
    const { contact, password } = values;
    if (typeof contact !== 'string' || typeof password !== 'string' || contact.trim() === '' || password === '') {
      return context.json({ status: 'error', message: 'The contact and password fields are required.' }, 422);
    }
    const user = world.store.get<UserRow>(
      'SELECT * FROM users WHERE (lower(email) = lower(?) OR phone = ?) AND password IS NOT NULL',
      contact.trim(),
      contact.replace(/[\s-]/g, ''),
    );
    if (user === undefined || user.password !== password) {
      return context.json({ status: 'error', message: 'Email/nomor HP atau kata sandi salah.' }, 422);
    }
    const shown = presentUser(
      { reader: world.store, origin: world.origin, isConnected: (id) => world.isConnected(id) },
      user,
      'photo',
    );
    return context.json({
      status: 'success',
      message: 'Login successful',
      token: await tokens.issue(user.id),
      data: shown,
      token_type: 'bearer',
      // As the measured server does: a number that has nothing to do with the token's own `exp`.
      expires_in: 3600,
    });
  });
}
