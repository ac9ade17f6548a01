import { splitLinks } from './links';

/** Text whose web addresses are links. */
export function Linkified({ text }: { text: string }) {
  return splitLinks(text).map(({ text: part, href }, at) =>
    href === null ? part : <a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow">{part}</a>);
}
