/** For an input of which this is the value: its text decides on its direction, and an empty one has that of the page. */
export const directionOf = (value: string): 'auto' | undefined => (value === '' ? undefined : 'auto');
