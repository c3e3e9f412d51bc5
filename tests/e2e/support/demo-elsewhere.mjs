/**
 * Stands in for the demo that a host starts by itself: it says the lines of one that runs already (DESK_TEST_DEMO_LINES), so that the server
 * goes on while hosts are killed and started again.
 */
process.stdout.write(`${process.env['DESK_TEST_DEMO_LINES'] ?? ''}\n`);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
process.on('disconnect', () => process.exit(0));
