export { ChatProvider, type ChatProviderProps } from './ChatProvider';
export { ChatContext, useChatClient } from './context';
export { sameItems, useChatState } from './useChatState';
export { useChannel, usePusher, usePusherEvent, type PusherConnection } from './usePusher';
export { useConversations, type ConversationList } from './useConversations';
export { isPending, useRealtimeMessages, type RealtimeMessages, type UiMessage } from './useRealtimeMessages';
export { useTyping } from './useTyping';
export { usePresence } from './usePresence';
export { useNotifications, type NotificationSettings } from './useNotifications';
