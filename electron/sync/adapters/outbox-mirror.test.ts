import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { conversation, ME, message, TestMirror } from '../store/mirror/testing.ts';
import { ViewReader } from '../store/mirror/view-reader.ts';
import { OutboxMirror } from './outbox-mirror.ts';

const CUSTOMER = 2;
const COLLEAGUE = 3;

let mirror: TestMirror;
let seen: OutboxMirror;
beforeEach(() => {
  mirror = new TestMirror();
  seen = new OutboxMirror(mirror, new ViewReader(mirror));
});
afterEach(() => {
  mirror.close();
});

function list(): void {
  mirror.applyConversationPage(
    [
      conversation({
        id: 1,
        type: 'private',
        participants: [
          { id: 1, conversation_id: 1, user_id: ME, role: 'agent' },
          { id: 2, conversation_id: 1, user_id: CUSTOMER, role: 'owner' },
          { id: 3, conversation_id: 1, user_id: COLLEAGUE, role: 'agent' },
        ],
      }),
    ],
    mirror.tickets.next(),
  );
}

describe('the newest message of another agent', () => {
  it('is nobody’s while only customers and I have written', () => {
    list();
    mirror.page([message({ id: 5, sender_user_id: CUSTOMER }), message({ id: 6, sender_user_id: ME })]);
    expect(seen.newestAgentMessageId(1)).toBeNull();
    mirror.page([message({ id: 7, sender_user_id: COLLEAGUE }), message({ id: 8, sender_user_id: CUSTOMER })]);
    expect(seen.newestAgentMessageId(1)).toBe(7);
  });

  it('is found also under a flood of the customer', () => {
    list();
    mirror.page([message({ id: 5, sender_user_id: COLLEAGUE })]);
    mirror.page(Array.from({ length: 80 }, (_, index) => message({ id: 10 + index, sender_user_id: CUSTOMER })));
    expect(seen.newestAgentMessageId(1)).toBe(5);
  });

  it('may be anybody’s as long as the list has not said who is who', () => {
    mirror.page([message({ id: 5, sender_user_id: CUSTOMER }), message({ id: 6, sender_user_id: ME })]);
    expect(seen.newestAgentMessageId(1)).toBe(5);
    list();
    expect(seen.newestAgentMessageId(1)).toBeNull();
  });
});
