namespace Messaging.Application.Common;

/// <summary>The two positions of the change feed: a user's revision and a conversation's revision.</summary>
internal static class SyncCursors
{
    private const string UserKind = "u";
    private const string ConversationKind = "c";

    public static string User(long revision) => Cursor.Write(UserKind, revision);

    public static string Conversation(long revision) => Cursor.Write(ConversationKind, revision);

    public static long ReadUser(string cursor) => Cursor.Read(cursor, UserKind, 1)[0];

    public static long ReadConversation(string cursor) => Cursor.Read(cursor, ConversationKind, 1)[0];
}
