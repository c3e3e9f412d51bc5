import type { Demo } from './demo.ts';

/** Somebody else, or the agent at another device: acts through the API itself, as another client would. */
export class Person {
  readonly #address: string;
  readonly #token: string;
  readonly #device: string;

  private constructor(address: string, token: string, device: string) {
    this.#address = address;
    this.#token = token;
    this.#device = device;
  }

  /** `device`: a `User-Agent`, from which the server tells receipts what was read on. */
  static async of(demo: Demo, userId: number, device = 'Mozilla/5.0 (X11) Chrome/140.0'): Promise<Person> {
    const answer = (await demo.admin('POST', 'tokens', { user_id: userId })) as { readonly token: string };
    return new Person(demo.address, answer.token, device);
  }

  async say(
    conversationId: number,
    content: string,
    more: { readonly parent_message_id?: number; readonly reply_to_message_id?: number } = {},
  ): Promise<number> {
    const { data } = (await this.#ask('POST', 'messages', { conversation_id: conversationId, content, ...more })) as {
      readonly data: { readonly id: number };
    };
    return data.id;
  }

  async edit(messageId: number, content: string, reason?: string): Promise<void> {
    await this.#ask('PATCH', `messages/${messageId}`, {
      content,
      ...(reason === undefined ? {} : { edit_reason: reason }),
    });
  }

  async remove(messageId: number): Promise<void> {
    await this.#ask('DELETE', `messages/${messageId}`);
  }

  async react(messageId: number, reaction: string): Promise<void> {
    await this.#ask('POST', `messages/${messageId}/reactions`, { reaction });
  }

  async takeBack(messageId: number, reaction: string): Promise<void> {
    await this.#ask('DELETE', `messages/${messageId}/reactions/${encodeURIComponent(reaction)}`);
  }

  async read(conversationId: number, messageId: number): Promise<void> {
    await this.#ask('POST', `conversations/${conversationId}/read`, { last_read_message_id: messageId });
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#address}/v1/chat/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        Accept: 'application/json',
        'User-Agent': this.#device,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
