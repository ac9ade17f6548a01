namespace Messaging.Infrastructure.Persistence.Statements;

/// <summary>
/// The statements of a group of conversation changes, as two commands: one locks and reads, the other writes. They do
/// the same on every database; <see cref="SqlDialect"/> holds the spelling.
/// </summary>
public sealed class GroupSql(SqlDialect dialect)
{
    public const string Keys = "@keys";
    public const string Conversations = "@conversations";
    public const string Users = "@users";
    public const string Members = "@members";
    public const string Messages = "@messages";
    public const string Reactions = "@reactions";
    public const string Outbox = "@outbox";

    private const string MessageColumns =
        """m."Id", m."ConversationId", m."SenderId", m."Body", m."Change", m."Fingerprint", m."Sequence", m."Revision", m."SentAt", m."EditedAt", m."DeletedAt", m."ReplyToId", m."Reactions", m."Mentions" """;

    private const string MemberColumns =
        """
        m."ConversationId", m."UserId", m."Role", m."LastReadSequence", m."SharedReadSequence", m."ReadAt", m."UnreadCount", m."MutedUntil",
               m."Archived", m."LastActivityAt", m."Revision", m."UserRevision", m."JoinedAt", m."JoinedRevision", m."LeftAt",
               m."BlocksPeer", m."MentionedIn"
        """;

    private const string UserColumns =
        """u."Id", u."UserName", u."DisplayName", u."AvatarUrl", u."Revision", u."SharesReadReceipts", u."SharesTyping", u."SharesPresence", u."CreatedAt" """;

    /// <summary>
    /// Locks the conversations in the order of ids, then their present members' users in the order of ids, and reads
    /// everything that the changes need. Only conversations in which the caller of a change is a member.
    /// </summary>
    public string LockAndRead { get; } = Join(
        dialect.LockFirst("Conversations", $"\"Id\" IN ({Locked(dialect)})"),
        $"""
         SELECT c."Id", c."Kind", c."Title", c."PairKey", c."LastSequence", c."Revision", c."CreatedAt"
         FROM "Conversations" AS c WHERE c."Id" IN ({Locked(dialect)}) ORDER BY c."Id"{dialect.Lock("c")};
         """,
        dialect.LockFirst("Users", $"\"Id\" IN ({LockedUsers(dialect)})"),
        $"""
         SELECT {UserColumns}FROM "Users" AS u WHERE u."Id" IN ({LockedUsers(dialect)}) ORDER BY u."Id"{dialect.Lock("u")};
         """,
        $"""SELECT {MemberColumns} FROM "Members" AS m WHERE m."LeftAt" IS NULL AND m."ConversationId" IN ({Locked(dialect)});""",
        // The reader's row shows the newest message, which may name somebody who has left. The ids in a change are JSON: those rows are compared later.
        $"""
         SELECT {MemberColumns}, {UserColumns}FROM "Conversations" AS c
         JOIN "Messages" AS newest ON newest."ConversationId" = c."Id" AND newest."Sequence" = c."LastSequence"
         JOIN "Members" AS m ON m."ConversationId" = c."Id" AND m."LeftAt" IS NOT NULL AND (newest."Change" IS NOT NULL OR newest."SenderId" = m."UserId")
         JOIN "Users" AS u ON u."Id" = m."UserId"
         WHERE c."Id" IN (SELECT k."ConversationId" FROM {KeyRows(dialect)} AS k WHERE k."ReadUpTo" IS NOT NULL);
         """,
        $"""SELECT {MessageColumns}FROM "Messages" AS m WHERE m."Id" IN ({WantedMessages(dialect)});""",
        $"""
         SELECT one."ConversationId" FROM "Conversations" AS c
         JOIN "Members" AS one ON one."ConversationId" = c."Id"
         JOIN "Members" AS other ON other."ConversationId" = c."Id" AND other."UserId" <> one."UserId"
         JOIN "Blocks" AS b ON b."BlockerId" = one."UserId" AND b."BlockedId" = other."UserId"
         WHERE c."Kind" = 'Direct' AND c."Id" IN ({Locked(dialect)});
         """,
        $"""
         SELECT {MessageColumns}FROM "Messages" AS m JOIN "Conversations" AS c ON c."Id" = m."ConversationId" AND c."LastSequence" = m."Sequence"
         WHERE c."Id" IN (SELECT k."ConversationId" FROM {KeyRows(dialect)} AS k WHERE k."ReadUpTo" IS NOT NULL);
         """,
        $"""
         SELECT k."Ordinal", (SELECT COUNT(*) FROM "Messages" AS m WHERE m."ConversationId" = k."ConversationId" AND m."Sequence" > k."ReadUpTo"
                AND m."SenderId" <> k."Me" AND m."DeletedAt" IS NULL AND m."Change" IS NULL)
         FROM {KeyRows(dialect)} AS k WHERE k."ReadUpTo" IS NOT NULL;
         """);

    /// <summary>Writes what has changed, and returns the ids of the outbox rows in their order.</summary>
    public string Write { get; } = Join(
        $"""
         UPDATE "Conversations" SET "LastSequence" = r."LastSequence", "Revision" = r."Revision"
         FROM {dialect.Rows(Conversations, ("Id", SqlType.Id), ("LastSequence", SqlType.Number), ("Revision", SqlType.Number), ("Before", SqlType.Number))} AS r
         WHERE "Conversations"."Id" = r."Id" AND "Conversations"."Revision" = r."Before";
         """,
        $"""
         UPDATE "Users" SET "Revision" = r."Revision"
         FROM {dialect.Rows(Users, ("Id", SqlType.Id), ("Revision", SqlType.Number), ("Before", SqlType.Number))} AS r
         WHERE "Users"."Id" = r."Id" AND "Users"."Revision" = r."Before";
         """,
        $"""
         UPDATE "Members" SET "LastReadSequence" = r."LastReadSequence", "SharedReadSequence" = r."SharedReadSequence", "ReadAt" = r."ReadAt",
                "UnreadCount" = r."UnreadCount", "Archived" = r."Archived", "LastActivityAt" = r."LastActivityAt", "Revision" = r."Revision",
                "UserRevision" = r."UserRevision", "JoinedRevision" = r."JoinedRevision", "MentionedIn" = r."MentionedIn"
         FROM {dialect.Rows(
             Members, ("ConversationId", SqlType.Id), ("UserId", SqlType.Id), ("LastReadSequence", SqlType.Number), ("SharedReadSequence", SqlType.Number),
             ("ReadAt", SqlType.Time), ("UnreadCount", SqlType.Number), ("Archived", SqlType.Flag), ("LastActivityAt", SqlType.Time), ("Revision", SqlType.Number),
             ("UserRevision", SqlType.Number), ("JoinedRevision", SqlType.Number), ("MentionedIn", SqlType.Text))} AS r
         WHERE "Members"."ConversationId" = r."ConversationId" AND "Members"."UserId" = r."UserId";
         """,
        $"""
         INSERT INTO "Messages" ("Id", "ConversationId", "SenderId", "Body", "Fingerprint", "Sequence", "Revision", "SentAt", "ReplyToId", "Mentions")
         SELECT r."Id", r."ConversationId", r."SenderId", r."Body", {dialect.Bytes("r.\"Fingerprint\"")}, r."Sequence", r."Revision", r."SentAt", r."ReplyToId", r."Mentions"
         FROM {dialect.Rows(
             Messages, ("Id", SqlType.Id), ("ConversationId", SqlType.Id), ("SenderId", SqlType.Id), ("Body", SqlType.Text), ("Fingerprint", SqlType.Text), ("Sequence", SqlType.Number),
             ("Revision", SqlType.Number), ("SentAt", SqlType.Time), ("ReplyToId", SqlType.Id), ("Mentions", SqlType.Text))} AS r;
         """,
        $"""
         UPDATE "Messages" SET "Reactions" = r."Reactions", "Revision" = r."Revision"
         FROM {dialect.Rows(Reactions, ("Id", SqlType.Id), ("Reactions", SqlType.Text), ("Revision", SqlType.Number))} AS r
         WHERE "Messages"."Id" = r."Id";
         """,
        dialect.InsertReturningId(
            "Outbox",
            """ "Lane", "OrderKey", "EventName", "Consumer", "Payload", "TraceParent", "CreatedAt", "DueAt", "Attempts" """,
            """ r."Lane", r."OrderKey", r."EventName", r."Consumers", r."Payload", r."TraceParent", r."CreatedAt", r."DueAt", 0""",
            dialect.Rows(
                Outbox, ("Ordinal", SqlType.Number), ("Lane", SqlType.Number), ("OrderKey", SqlType.Id), ("EventName", SqlType.Text), ("Consumers", SqlType.Text),
                ("Payload", SqlType.Text), ("TraceParent", SqlType.Text), ("CreatedAt", SqlType.Time), ("DueAt", SqlType.Time)),
            "Ordinal"));

    private static string KeyRows(SqlDialect dialect) => dialect.Rows(
        Keys, ("Ordinal", SqlType.Number), ("ConversationId", SqlType.Id), ("Me", SqlType.Id), ("MessageId", SqlType.Id), ("ReplyToId", SqlType.Id), ("ReadUpTo", SqlType.Number));

    private static string WantedMessages(SqlDialect dialect) =>
        $"""
         SELECT k."MessageId" FROM {KeyRows(dialect)} AS k WHERE k."MessageId" IS NOT NULL
         UNION ALL SELECT k."ReplyToId" FROM {KeyRows(dialect)} AS k WHERE k."ReplyToId" IS NOT NULL
         UNION ALL SELECT reply."ReplyToId" FROM {KeyRows(dialect)} AS k JOIN "Messages" AS reply ON reply."Id" = k."MessageId" WHERE reply."ReplyToId" IS NOT NULL
         """;

    private static string Locked(SqlDialect dialect) =>
        $"""
         SELECT k."ConversationId" FROM {KeyRows(dialect)} AS k
         JOIN "Members" AS mine ON mine."ConversationId" = k."ConversationId" AND mine."UserId" = k."Me" WHERE mine."LeftAt" IS NULL
         """;

    private static string LockedUsers(SqlDialect dialect) =>
        $"""SELECT m."UserId" FROM "Members" AS m WHERE m."LeftAt" IS NULL AND m."ConversationId" IN ({Locked(dialect)})""";

    private static string Join(params string[] statements) => string.Join('\n', statements.Where(statement => statement.Length > 0));
}
