import { useChatState } from '@messaging/react';
import { type Message, mentionsOf, splitMentions } from '@messaging/client';
import { Linkified } from './Linkified';
import { EVERYONE } from './useMentions';

/** The text of a message, with its links and with the names of those whom it mentions. */
export function MessageText({ message }: { message: Message }) {
  const { mentions, mentionsAll } = mentionsOf(message);
  return mentions.length === 0 && !mentionsAll ? <Linkified text={message.body} /> : <WithMentions message={message} />;
}

function WithMentions({ message }: { message: Message }) {
  const { mentions, mentionsAll } = mentionsOf(message);
  const me = useChatState((state) => state.me);
  const people = useChatState((state) => state.people);
  const names = mentions.map((id) => (id === me.id ? me.userName : people[id]?.userName ?? '')).filter((name) => name !== '');
  return splitMentions(message.body, mentionsAll ? [...names, EVERYONE] : names).map(({ text, name }, at) => (
    name === null
      ? <Linkified key={at} text={text} />
      : <span key={at} className={`mention ${name === me.userName || name === EVERYONE ? 'me' : ''}`}>{text}</span>
  ));
}
