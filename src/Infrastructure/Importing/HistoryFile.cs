using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using FluentValidation.Results;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Users;
using Messaging.Domain.Common;
using Messaging.Domain.Conversations;
using Messaging.Infrastructure.Identity.Outside;

namespace Messaging.Infrastructure.Importing;

/// <summary>A file that was read to its end and in which nothing is wrong, or the sentences that say what is, each with its line.</summary>
internal sealed class HistoryFile
{
    /// <summary>Enough to see what is wrong with an export.</summary>
    private const int MaxProblems = 50;

    private static readonly JsonSerializerOptions Json = MessagingJson.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        // A misspelt field would be lost without a word.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });

    private readonly List<string> _problems = [];
    private readonly HashSet<(string Conversation, string Message)> _messageIds = [];

    public IReadOnlyList<string> Problems => _problems;

    public Dictionary<string, (int Line, HistoryUser User)> Users { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, HistoryConversation> Conversations { get; } = new(StringComparer.Ordinal);

    /// <summary>By conversation, as they stand in the file.</summary>
    public Dictionary<string, List<(int Line, HistoryMessage Message)>> Messages { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<HistoryRead>> Reads { get; } = new(StringComparer.Ordinal);

    public static async Task<HistoryFile> ReadAsync(TextReader lines, CancellationToken cancellationToken)
    {
        var file = new HistoryFile();
        for (var number = 1; await lines.ReadLineAsync(cancellationToken) is { } text && file._problems.Count < MaxProblems; number++)
        {
            if (!string.IsNullOrWhiteSpace(text)) file.Take(number, text);
        }

        return file;
    }

    /// <summary>Notes what is wrong with a line, or with what is in the database already.</summary>
    public void Refuse(int line, string sentence) => _problems.Add($"line {line}: {sentence}");

    private void Take(int number, string text)
    {
        HistoryLine? line;
        try
        {
            line = JsonSerializer.Deserialize<HistoryLine>(text, Json);
        }
        catch (JsonException exception)
        {
            // The place only: the message of the parser may quote what stands there.
            Refuse(number, $"This is not the JSON that is expected here, at {exception.Path ?? "$"}.");
            return;
        }

        switch (line)
        {
            case { User: { } user, Conversation: null, Message: null, Read: null }:
                if (IsValid(number, new UserRulesOfFile().Validate(user)) && !Users.TryAdd(user.Id, (number, user))) Refuse(number, "This user was there before.");
                break;
            case { User: null, Conversation: { } conversation, Message: null, Read: null }:
                TakeConversation(number, conversation);
                break;
            case { User: null, Conversation: null, Message: { } message, Read: null }:
                TakeMessage(number, message);
                break;
            case { User: null, Conversation: null, Message: null, Read: { } read }:
                TakeRead(number, read);
                break;
            default:
                Refuse(number, "A line has exactly one of user, conversation, message and read.");
                break;
        }
    }

    private void TakeConversation(int number, HistoryConversation conversation)
    {
        if (!IsValid(number, new ConversationRulesOfFile().Validate(conversation))) return;
        if (!conversation.Members.All(member => member is not null && Users.ContainsKey(member))) Refuse(number, "A member is not the id of a user line above.");
        else if (!Conversations.TryAdd(conversation.Id, conversation)) Refuse(number, "This conversation was there before.");
        else (Messages[conversation.Id], Reads[conversation.Id]) = ([], []);
    }

    private void TakeMessage(int number, HistoryMessage message)
    {
        if (!IsValid(number, new MessageRulesOfFile().Validate(message)) || !IsMember(number, message.Conversation, message.Sender)) return;
        if (!_messageIds.Add((message.Conversation, message.Id))) Refuse(number, "A message of this conversation had this id before.");
        else Messages[message.Conversation].Add((number, message with { SentAt = Clock.ToMilliseconds(message.SentAt)!.Value }));
    }

    private void TakeRead(int number, HistoryRead read)
    {
        if (!IsMember(number, read.Conversation, read.User)) return;
        if (!_messageIds.Contains((read.Conversation, read.Message))) Refuse(number, "The message is not the id of a message line of this conversation above.");
        else Reads[read.Conversation].Add(read);
    }

    private bool IsMember(int number, string? conversation, string? user)
    {
        if (conversation is null || !Conversations.TryGetValue(conversation, out var found)) Refuse(number, "The conversation is not the id of a conversation line above.");
        else if (user is null || !found.Members.Contains(user)) Refuse(number, "The user is not a member of the conversation.");
        else return true;
        return false;
    }

    private bool IsValid(int number, ValidationResult result)
    {
        foreach (var error in result.Errors) Refuse(number, $"{JsonNamingPolicy.CamelCase.ConvertName(error.PropertyName)}: {error.ErrorMessage}");
        return result.IsValid;
    }

    private sealed class UserRulesOfFile : AbstractValidator<HistoryUser>
    {
        public UserRulesOfFile()
        {
            RuleFor(user => user.Id).NotEmpty();
            RuleFor(user => user.UserName).ValidUserName();
            RuleFor(user => user.DisplayName!).ValidDisplayName().When(user => user.DisplayName is not null);
            RuleFor(user => user.Password!).Length(8, 128).WithMessage("A password has 8 to 128 characters.").When(user => user.Password is not null);
            RuleFor(user => user.Issuer).Must((user, issuer) => (issuer is null) == (user.Subject is null) && (issuer is null || OutsideIdentity.IsValid(issuer, user.Subject!)))
                .WithMessage("Give issuer and subject, both in printable ASCII, or neither.");
        }
    }

    private sealed class ConversationRulesOfFile : AbstractValidator<HistoryConversation>
    {
        public ConversationRulesOfFile()
        {
            RuleFor(conversation => conversation.Id).NotEmpty();
            RuleFor(conversation => conversation.Members).Must((conversation, members) => members is not null && members.Distinct().Count() == members.Count
                && (conversation.Kind == ConversationKind.Direct ? members.Count == 2 : members.Count is >= 1 and <= Conversation.MaxMembers))
                .WithMessage($"A direct conversation has two different members, a group 1 to {Conversation.MaxMembers}.");
            When(conversation => conversation.Kind == ConversationKind.Group, () => RuleFor(conversation => conversation.Title!).ValidGroupTitle())
                .Otherwise(() => RuleFor(conversation => conversation.Title).Null().WithMessage("A direct conversation has no title."));
        }
    }

    private sealed class MessageRulesOfFile : AbstractValidator<HistoryMessage>
    {
        public MessageRulesOfFile()
        {
            RuleFor(message => message.Id).NotEmpty();
            RuleFor(message => message.Body).ValidMessageBody();
            RuleFor(message => message.SentAt).GreaterThan(new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero)).WithMessage("Give the time with a time zone, as in 2025-01-31T09:15:02.123Z.");
        }
    }
}
