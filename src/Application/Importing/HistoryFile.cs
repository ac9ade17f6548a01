using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation.Results;
using Messaging.Application.Auth;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;

namespace Messaging.Application.Importing;

/// <summary>A file that was read to its end, and sentences that say what is wrong in it, each with its line.</summary>
internal sealed class HistoryFile(INewUsers newUsers)
{
    /// <summary>Enough to see what is wrong with an export. The check stops there.</summary>
    public const int MaxProblems = 50;

    private static readonly JsonSerializerOptions Json = MessagingJson.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        // A misspelt field would be lost without a word.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });

    private readonly List<string> _problems = [];
    private readonly Dictionary<string, int> _userNames = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Issuer, string Subject), int> _subjects = [];
    private readonly Dictionary<UserId, int> _userIds = [];
    private readonly Dictionary<ConversationId, int> _conversationIds = [];
    private readonly Dictionary<(string One, string Other), int> _pairs = [];
    private readonly Dictionary<MessageId, int> _messageIds = [];
    private readonly Dictionary<(string Conversation, string Message), DateTimeOffset> _messages = [];

    public IReadOnlyList<string> Problems => _problems;

    public bool IsFull => _problems.Count >= MaxProblems;

    public Dictionary<string, (int Line, HistoryUser User)> Users { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, (int Line, HistoryConversation Conversation)> Conversations { get; } = new(StringComparer.Ordinal);

    /// <summary>By conversation, as they stand in the file.</summary>
    public Dictionary<string, List<(int Line, HistoryMessage Message)>> Messages { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<HistoryRead>> Reads { get; } = new(StringComparer.Ordinal);

    /// <param name="lines">The file.</param>
    /// <param name="newUsers">Compares user names.</param>
    /// <param name="time">No message may be from the future.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<HistoryFile> ReadAsync(TextReader lines, INewUsers newUsers, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = new HistoryFile(newUsers);
        var messageRules = new MessageRulesOfFile(time);
        for (var number = 1; await lines.ReadLineAsync(cancellationToken) is { } text && !file.IsFull; number++)
        {
            if (!string.IsNullOrWhiteSpace(text)) file.Take(number, text, messageRules);
        }

        return file;
    }

    /// <summary>Notes what is wrong with a line, or with what is in the database already.</summary>
    public void Refuse(int line, string sentence) => _problems.Add($"line {line}: {sentence}");

    private void Take(int number, string text, MessageRulesOfFile messageRules)
    {
        // The reader puts this character in the place of bytes that are not UTF-8.
        if (text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            Refuse(number, "The line is not UTF-8, or it contains the replacement character U+FFFD.");
            return;
        }

        if (Read(number, text) is not { } line || !IsValid(number, TextGate.Check(line))) return;
        switch (line)
        {
            case { User: { } user, Conversation: null, Message: null, Read: null }:
                TakeUser(number, user);
                break;
            case { User: null, Conversation: { } conversation, Message: null, Read: null }:
                TakeConversation(number, conversation);
                break;
            case { User: null, Conversation: null, Message: { } message, Read: null }:
                TakeMessage(number, message, messageRules);
                break;
            case { User: null, Conversation: null, Message: null, Read: { } read }:
                TakeRead(number, read);
                break;
            default:
                Refuse(number, "A line has exactly one of user, conversation, message and read.");
                break;
        }
    }

    private HistoryLine? Read(int number, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<HistoryLine>(text, Json) ?? new HistoryLine(null, null, null, null);
        }
        catch (MissingTimeZoneException exception)
        {
            Refuse(number, $"{exception.Path}: {MissingTimeZoneException.Sentence}");
        }
        catch (JsonException exception)
        {
            // The place only: the message of the parser may quote what stands there.
            Refuse(number, $"Invalid JSON at {exception.Path ?? "$"}.");
        }

        return null;
    }

    private void TakeUser(int number, HistoryUser user)
    {
        if (!IsValid(number, new UserRulesOfFile().Validate(user).Errors)) return;
        if (Users.ContainsKey(user.Id)) Refuse(number, "Duplicate user id.");
        else if (IsNew(_userIds, HistoryIds.UserOf(user.Id), number, "The id is the same UUID")
            && IsNew(_userNames, newUsers.Normalize(user.UserName), number, "The user name is the same, apart from capitals,")
            && (user.Issuer is null || IsNew(_subjects, (user.Issuer, user.Subject!), number, "Issuer and subject are the same")))
            Users.Add(user.Id, (number, user));
    }

    private void TakeConversation(int number, HistoryConversation conversation)
    {
        if (!IsValid(number, new ConversationRulesOfFile().Validate(conversation).Errors)) return;
        if (!conversation.Members.All(member => member is not null && Users.ContainsKey(member))) Refuse(number, "A member is not the id of a user line above.");
        else if (Conversations.ContainsKey(conversation.Id)) Refuse(number, "Duplicate conversation id.");
        else if (IsNew(_conversationIds, HistoryIds.ConversationOf(conversation.Id), number, "The id is the same UUID")
            && (conversation.Kind == ConversationKind.Group || IsNew(_pairs, PairOf(conversation), number, "The two members are the same")))
        {
            Conversations.Add(conversation.Id, (number, conversation));
            (Messages[conversation.Id], Reads[conversation.Id]) = ([], []);
        }
    }

    private void TakeMessage(int number, HistoryMessage message, MessageRulesOfFile rules)
    {
        if (!IsValid(number, rules.Validate(message).Errors) || !IsMember(number, message.Conversation, message.Sender)) return;
        if (message.Reactions?.SelectMany(reaction => reaction.Users).All(user => IsMember(number, message.Conversation, user)) == false) return;
        if (message.Mentions?.All(user => IsMember(number, message.Conversation, user)) == false) return;
        if (_messages.ContainsKey((message.Conversation, message.Id))) Refuse(number, "Duplicate message id in this conversation.");
        else if (message.ReplyTo is { } answered && !(_messages.TryGetValue((message.Conversation, answered), out var sentAt) && sentAt <= message.SentAt))
            Refuse(number, "replyTo is not the id of an earlier message of this conversation in a line above.");
        else if (IsNew(_messageIds, HistoryIds.MessageOf(message), number, "The id is the same UUID"))
        {
            _messages.Add((message.Conversation, message.Id), Clock.ToMilliseconds(message.SentAt)!.Value);
            Messages[message.Conversation].Add((number, message with { SentAt = Clock.ToMilliseconds(message.SentAt)!.Value }));
        }
    }

    private void TakeRead(int number, HistoryRead read)
    {
        if (!IsMember(number, read.Conversation, read.User)) return;
        if (!_messages.ContainsKey((read.Conversation, read.Message))) Refuse(number, "The message is not the id of a message line of this conversation above.");
        else Reads[read.Conversation].Add(read);
    }

    private bool IsMember(int number, string? conversation, string? user)
    {
        if (conversation is null || !Conversations.TryGetValue(conversation, out var found)) Refuse(number, "The conversation is not the id of a conversation line above.");
        else if (user is null || !found.Conversation.Members.Contains(user)) Refuse(number, "The user is not a member of the conversation.");
        else return true;
        return false;
    }

    private static (string One, string Other) PairOf(HistoryConversation conversation) =>
        string.CompareOrdinal(conversation.Members[0], conversation.Members[1]) < 0
            ? (conversation.Members[0], conversation.Members[1])
            : (conversation.Members[1], conversation.Members[0]);

    private bool IsNew<TKey>(Dictionary<TKey, int> lines, TKey key, int number, string what)
        where TKey : notnull
    {
        if (lines.TryAdd(key, number)) return true;
        Refuse(number, $"{what} as in line {lines[key]}.");
        return false;
    }

    private bool IsValid(int number, IReadOnlyList<ValidationFailure> errors)
    {
        foreach (var error in errors) Refuse(number, $"{JsonNamingPolicy.CamelCase.ConvertName(error.PropertyName)}: {error.ErrorMessage}");
        return errors.Count == 0;
    }
}
