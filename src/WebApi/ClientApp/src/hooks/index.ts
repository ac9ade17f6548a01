export { ChatContext, useChatClient } from './context';
export { useChatState } from './useChatState';
export { useChannel, usePusher, usePusherEvent } from './usePusher';
export { useConversations } from './useConversations';
export { isPending, useRealtimeMessages } from './useRealtimeMessages';
export { useTyping } from './useTyping';
export { usePresence } from './usePresence';
export { useNotifications } from './useNotifications';
