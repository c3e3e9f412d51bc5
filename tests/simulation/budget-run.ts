import { firstSync, workingDay } from './budgets.ts';

/** `npm run simulate -- --budget`: the whole day, and the first sync of 5,000 conversations. */
export async function tellBudgets(): Promise<boolean> {
  const began = performance.now();
  const sync = await firstSync(5_000);
  console.log(
    `first sync of 5,000 conversations: usable after ${(sync.usableAfterMs / 1000).toFixed(1)} s, ` +
      `level after ${minutes(sync.levelAfterMs)} min (allowed: ${minutes(sync.allowedMs)} min), ${sync.refusedByRate} × 429`,
  );
  const day = await workingDay({ hours: 24, conversations: 2_000, incoming: 5_000, outgoing: 600, files: 80 });
  console.log(
    `24 hours, 2,000 conversations, 5,000 messages in, ${day.sent} out with 80 files: ${day.requests} requests, ` +
      `${day.refusedByRate} × 429; longest wait ${(day.longestWait / 1000).toFixed(1)} s, ` +
      `at most ${(day.longestBeyondWindow / 1000).toFixed(1)} s beyond what the windows ask for`,
  );
  const problems = [...sync.problems, ...day.problems];
  for (const problem of problems) console.log(`✗ ${problem}`);
  console.log(`${Math.round((performance.now() - began) / 1000)} s`);
  return problems.length === 0;
}

function minutes(milliseconds: number): string {
  return (milliseconds / 60_000).toFixed(1);
}
