import { configureGlobal } from 'fast-check';

/**
 * Property tests draw the same values in every run, so that a change is judged by what it changes. `FAST_CHECK_SEED=random` (or a number)
 * looks further; what it finds becomes an example of its own.
 */
const wanted = process.env['FAST_CHECK_SEED'] ?? '20260926';
if (wanted !== 'random') configureGlobal({ seed: Number(wanted) });
