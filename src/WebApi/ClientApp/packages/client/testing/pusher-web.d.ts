/** The build of pusher-js for browsers, which tests load by its path. */
declare module 'pusher-js/dist/web/pusher' {
  export { default } from 'pusher-js';
}
