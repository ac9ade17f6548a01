import pg from 'pg';

/** Enough for two processors and 48 senders; more connections only wait for each other. */
const connections = 20;

const schema = `
  CREATE TABLE conversations (id uuid PRIMARY KEY, sequence bigint NOT NULL DEFAULT 0, last_message_at timestamptz);
  CREATE TABLE members (
    conversation_id uuid NOT NULL REFERENCES conversations, user_id uuid NOT NULL, unread int NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, user_id));
  CREATE TABLE messages (
    id uuid PRIMARY KEY, conversation_id uuid NOT NULL REFERENCES conversations, sequence bigint NOT NULL,
    sender_id uuid NOT NULL, body text NOT NULL, created_at timestamptz NOT NULL,
    UNIQUE (conversation_id, sequence));
  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, conversation_id uuid NOT NULL, payload json NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp());`;

/**
 * The whole send is one statement, so it is one transaction and one round trip. The update of the
 * conversation locks its row and assigns the sequence; everything else reads what it returns.
 * It changes nothing when the sender is not a member or the id is known.
 */
const send = {
  name: 'send',
  text: `
    WITH conversation AS (
      UPDATE conversations SET sequence = sequence + 1, last_message_at = $5
      WHERE id = $1
        AND EXISTS (SELECT FROM members WHERE conversation_id = $1 AND user_id = $2)
        AND NOT EXISTS (SELECT FROM messages WHERE id = $3)
      RETURNING sequence),
    message AS (
      INSERT INTO messages (id, conversation_id, sequence, sender_id, body, created_at)
      SELECT $3, $1, sequence, $2, $4, $5 FROM conversation),
    counters AS (
      UPDATE members SET unread = CASE WHEN user_id = $2 THEN 0 ELSE unread + 1 END
      FROM conversation WHERE conversation_id = $1),
    outbox AS (
      INSERT INTO outbox (conversation_id, payload)
      SELECT $1, json_build_object(
        'id', $3::uuid, 'conversationId', $1::uuid, 'sequence', sequence, 'senderId', $2::uuid, 'body', $4::text, 'createdAt', $5::timestamptz)
      FROM conversation
      RETURNING id)
    SELECT outbox.id, conversation.sequence::int FROM outbox, conversation`,
};

const find = {
  name: 'find',
  text: `
    SELECT id, conversation_id AS "conversationId", sequence::int, sender_id AS "senderId", body, created_at AS "createdAt"
    FROM messages WHERE id = $1 AND conversation_id = $2 AND sender_id = $3`,
};

const uniqueViolation = '23505';

export class Database {
  #pool;

  constructor(connection) {
    this.#pool = new pg.Pool({ ...connection, max: connections });
  }

  async createSchema() {
    await this.#pool.query(schema);
  }

  /** Stores direct conversations and their members. */
  async open(pairs) {
    await this.#pool.query('INSERT INTO conversations (id) SELECT unnest($1::uuid[])', [pairs.map(pair => pair.conversation)]);
    await this.#pool.query(
      'INSERT INTO members (conversation_id, user_id) SELECT unnest($1::uuid[]), unnest($2::uuid[])',
      [pairs.flatMap(pair => [pair.conversation, pair.conversation]), pairs.flatMap(pair => [pair.sender, pair.receiver])],
    );
  }

  /** @returns the message, with `outboxId` when it is new; undefined when the sender may not write there. */
  async send(conversationId, senderId, id, body) {
    const createdAt = new Date();
    try {
      const { rows } = await this.#pool.query({ ...send, values: [conversationId, senderId, id, body, createdAt] });
      if (rows.length === 1) {
        return { outboxId: rows[0].id, message: { id, conversationId, sequence: rows[0].sequence, senderId, body, createdAt } };
      }
    } catch (error) {
      // The same id at the same time: the other transaction has stored it.
      if (error.code !== uniqueViolation) throw error;
    }
    const { rows } = await this.#pool.query({ ...find, values: [id, conversationId, senderId] });
    return rows.length === 1 ? { message: rows[0] } : undefined;
  }

  /** Events that nobody has delivered for a while, oldest first. */
  async findWaiting(seconds) {
    const { rows } = await this.#pool.query({
      name: 'waiting',
      text: `SELECT id, payload FROM outbox WHERE created_at < clock_timestamp() - make_interval(secs => $1) ORDER BY id LIMIT 500`,
      values: [seconds],
    });
    return rows;
  }

  async deleteDelivered(ids) {
    await this.#pool.query({ name: 'delete', text: 'DELETE FROM outbox WHERE id = ANY($1::bigint[])', values: [ids] });
  }
}
