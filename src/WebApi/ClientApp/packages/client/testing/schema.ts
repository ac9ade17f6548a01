import { openApi } from './kit';

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  oneOf?: Schema[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  items?: Schema;
  format?: string;
}

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: Schema }> }>; requestBody?: { content: Record<string, { schema: Schema }> } }>>;
  components: { schemas: Record<string, Schema> };
}

const { paths, components } = openApi as Document;
const formats: Record<string, RegExp> = {
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};

const [id, number, text, time, yes] = [{ type: 'string', format: 'uuid' }, { type: 'integer' }, { type: 'string' }, { type: 'string', format: 'date-time' }, { enum: [true] }];
const schemaOf = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const all = (properties: Record<string, Schema>): Schema => ({ type: 'object', required: Object.keys(properties), properties });
const message: Schema = { oneOf: [
  all({ revision: number, message: schemaOf('MessageView') }),
  all({ conversationId: id, messageId: id, sequence: number, revision: number, truncated: yes }),
] };
const reacted: Schema = { type: 'array', items: all({ userId: id, emoji: text, added: { type: 'boolean' } }) };
const typing = all({ conversationId: id, userId: id, displayName: text, sentAt: time });

/** The payloads of docs/realtime.md; the OpenAPI document has only what they consist of. */
export const events: Record<string, Schema> = {
  'new-message': message,
  'message-updated': { oneOf: [
    ...message.oneOf ?? [],
    all({ revision: number, message: schemaOf('MessageView'), reacted }),
    all({ conversationId: id, messageId: id, sequence: number, revision: number, reacted, truncated: yes }),
  ] },
  'message-deleted': message,
  'message-read': { oneOf: [
    all({ revision: number, conversationId: id, userId: id, lastReadSequence: number, readAt: time }),
    all({ revision: number, conversationId: id, hidden: yes }),
  ] },
  'typing-start': typing,
  'typing-stop': typing,
  'conversation-updated': { oneOf: [
    all({ revision: number, conversation: schemaOf('ConversationView') }),
    all({ revision: number, conversationId: id, truncated: yes }),
    all({ revision: number, conversationId: id, truncated: yes, row: schemaOf('ConversationView') }),
  ] },
  'user-status-change': schemaOf('PresenceView'),
};

export const userSchema = schemaOf('UserView');

/** The schema of an answer; of the body of the request without a status. */
export function schemaFor(request: string, status?: number): Schema {
  const [method = '', address = ''] = request.split(' ');
  const path = Object.keys(paths).find((route) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address)) ?? '';
  const operation = paths[path]?.[method.toLowerCase()];
  const content = status === undefined ? operation?.requestBody : operation?.responses[status];
  const [found] = Object.values(content?.content ?? {});
  if (found === undefined) throw new Error(`The OpenAPI document has no ${request} ${status ?? ''}`);
  return found.schema;
}

/** The differences between a value and its schema. */
export function faults(schema: Schema, value: unknown, at = ''): string[] {
  if (schema.$ref !== undefined) return faults(components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, value, at);
  if (schema.oneOf !== undefined) {
    const tries = schema.oneOf.map((one) => faults(one, value, at));
    return tries.some((one) => one.length === 0) ? [] : (tries.sort((a, b) => a.length - b.length)[0] ?? []);
  }
  if (schema.enum !== undefined) return schema.enum.includes(value) ? [] : [`${at}: ${String(value)} is not one of ${schema.enum.join(', ')}`];
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.includes(typeOf(value))) return [`${at}: ${typeOf(value)} is not ${types.join(' or ')}`];
  if (Array.isArray(value)) return value.flatMap((item, index) => faults(schema.items ?? {}, item, `${at}[${index}]`));
  if (typeof value === 'string' && formats[schema.format ?? '']?.test(value) === false) return [`${at}: ${value} is not a ${schema.format ?? ''}`];
  return typeOf(value) === 'object' ? faultsOfObject(schema, value as Record<string, unknown>, at) : [];
}

function faultsOfObject({ required = [], properties = {}, additionalProperties }: Schema, value: Record<string, unknown>, at: string): string[] {
  const missing = required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`);
  const others = Object.entries(value).flatMap(([name, item]) => {
    const schema = properties[name] ?? additionalProperties;
    return schema === undefined ? [`${at}.${name} is unknown`] : faults(schema, item, `${at}.${name}`);
  });
  return [...missing, ...others];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
}
