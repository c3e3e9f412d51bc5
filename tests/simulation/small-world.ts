import type { Builder } from '#demo/seed/builder.ts';

/** A server small enough to be compared whole after every run: one agent, a colleague, four customers. */

export const ME = 1;
export const COLLEAGUE = 2;
export const CUSTOMERS = [3, 4, 5, 6] as const;

export interface SmallConversation {
  readonly id: number;
  readonly customer: number;
  readonly hasColleague: boolean;
}

const DAY_MS = 86_400_000;

export function smallWorld(builder: Builder, random: () => number): SmallConversation[] {
  const now = builder.world.clock.now();
  const people = ['Dimas Saputra', 'Rina Lestari', 'Siti Rahma', 'Andi Prasetyo', 'Maya Anggraini', 'Bambang Wijaya'];
  for (const [index, name] of people.entries()) {
    const email = `${name.split(' ')[0]?.toLowerCase() ?? ''}@example.test`;
    builder.user({ id: index + 1, name, email, password: 'secret', kind: index < 2 ? 'agent' : 'customer' });
  }
  return [0, 1, 2, 3, 4].map((index): SmallConversation => {
    const customer = CUSTOMERS[index % CUSTOMERS.length] ?? CUSTOMERS[0];
    const hasColleague = index % 2 === 0;
    const id = builder.conversation({
      type: index === 4 ? 'private' : 'order_support',
      title: `Pesanan ${index + 1}`,
      at: now - DAY_MS,
      ownerId: customer,
      metadata: { order_number: `ORD-2026-${index + 1}` },
      people: [
        { userId: customer, role: 'owner' },
        { userId: ME, role: 'agent' },
        ...(hasColleague ? [{ userId: COLLEAGUE, role: 'agent' }] : []),
      ],
    });
    // One is long enough that its history does not come with the first reading.
    const count = index === 3 ? 110 + Math.floor(random() * 60) : 2 + Math.floor(random() * 12);
    for (let message = 0; message < count; message += 1) {
      const senderId = message % 3 === 0 ? customer : message % 3 === 1 ? ME : hasColleague ? COLLEAGUE : customer;
      builder.message({
        conversationId: id,
        senderId,
        at: now - DAY_MS / 2 + message * 60_000,
        content: `Awal ${id}-${message}`,
      });
    }
    builder.settle(id, () => 1);
    return { id, customer, hasColleague };
  });
}
