const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/;

/** Text whose web addresses are links. */
export function Linkified({ text }: { text: string }) {
  return text.split(address).map((part, at) =>
    at % 2 === 0 ? part : <a key={at} href={part} target="_blank" rel="noopener noreferrer nofollow">{part}</a>);
}
