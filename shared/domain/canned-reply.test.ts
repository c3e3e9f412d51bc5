import { describe, expect, it } from 'vitest';
import { fillCannedReply, holesIn } from './canned-reply.ts';

describe('canned replies', () => {
  it('are filled with what is known, and say which holes are left', () => {
    const filled = fillCannedReply(
      '{{greeting}} {{ customer.name }}, pesanan {{order.number}} ({{order.number}}) {{x}}',
      {
        greeting: 'Selamat pagi',
        'customer.name': 'Siti $& Rahma',
      },
    );
    expect(filled.text).toBe('Selamat pagi Siti $& Rahma, pesanan {{order.number}} ({{order.number}}) {{x}}');
    expect(filled.holes).toEqual(['order.number', 'x']);
    expect(holesIn(filled.text)).toEqual(['order.number', 'x']);
  });

  it('take an empty value for a hole, and single braces for text', () => {
    expect(fillCannedReply('Halo {{customer.name}} {nama}', { 'customer.name': '' })).toEqual({
      text: 'Halo {{customer.name}} {nama}',
      holes: ['customer.name'],
    });
  });
});
