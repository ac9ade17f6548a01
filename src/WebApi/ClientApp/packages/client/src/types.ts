/**
 * The shapes of the REST API under the names that the client uses. They come from the OpenAPI document
 * (`npm run generate`): a field that the API drops or renames is a type error here.
 */
import type { components } from './openapi';

type Schemas = components['schemas'];

export type User = Schemas['UserView'];
export type Session = Schemas['AuthView'];
/** One signed-in device of the user. */
export type Device = Schemas['SessionView'];
export type Config = Schemas['ConfigView'];

/** A conversation as its row is seen by one member; `revision` is that user's own counter. */
export type Conversation = Schemas['ConversationView'];
export type ConversationPage = Schemas['ConversationPage'];
export type ConversationFilter = 'all' | 'unread' | 'archived';
export type Member = Schemas['MemberView'];
/** Somebody whom a message names. Members are, and so is who has left. */
export type Person = Schemas['AuthorView'];
export type MemberRole = Schemas['MemberRole'];
export type LastMessage = Schemas['LastMessageView'];

/** The content of a system message, in place of a text: the change of the group. */
export type SystemChange = Schemas['SystemChange'];

/** `sequence` places a message in its conversation; `revision` is the conversation's counter at its last change. */
export type Message = Schemas['MessageView'];
/** The part of a message that its replies show. */
export type MessageQuote = Schemas['MessageQuote'];
export type MessagePage = Schemas['MessagePage'];
/** One kind of reaction to a message; `mine` is null while it is not known. */
export type Reaction = Schemas['ReactionView'];
/** One reaction of one user, in the list of all. */
export type ReactedUser = Schemas['ReactedUserView'];

/** How far a member has read. */
export type ReadCursor = Pick<Schemas['ReadCursorView'], 'userId' | 'lastReadSequence'>;
export type TypingUser = Schemas['TypingView'];

/** `unknown` until the server has said something: never painted as offline. */
export type PresenceStatus = Schemas['PresenceStatus'] | 'unknown';
export type Presence = Omit<Schemas['PresenceView'], 'status'> & { status: PresenceStatus };

export type SyncAnswer = Schemas['SyncView'];

/** A user as they see themselves. */
export type Me = Schemas['MeView'];
export type PrivacySettings = Schemas['SettingsView'];
export type NotificationPreferences = Schemas['NotificationPreferencesView'];
