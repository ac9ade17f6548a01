using FluentValidation;
using Messaging.Application.Auth;
using Messaging.Application.Blocks;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.Outbox;
using Messaging.Application.ReadReceipts;
using Messaging.Application.Sync;
using Messaging.Application.Typing;
using Messaging.Application.Users;
using Messaging.Domain.Common;
using Messaging.Domain.Messages;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Messaging.Unit.Application;

/// <summary>Valid and invalid values: one line for each case, with the field that the answer names.</summary>
public sealed class ValidatorTests
{
    private static readonly UserId Me = new(Guid.Parse("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34"));
    private static readonly UserId Other = new(Guid.Parse("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d35"));
    private static readonly ConversationId Chat = new(Me.Value);
    private static readonly MessageId Id = new(Me.Value);
    private static readonly ServiceProvider Validators = new ServiceCollection()
        .AddValidatorsFromAssemblyContaining<SendMessage>(includeInternalTypes: true).BuildServiceProvider();

    public static TheoryData<string, object, string?> Accounts => new()
    {
        { "register", new Register("an.nguyen_2-x@y+z", "12345678", DisplayName: null), null },
        { "register, shortest", new Register("an", "12345678", "A"), null },
        { "register, name too short", new Register("a", "12345678", null), "UserName" },
        { "register, no name", new Register(null!, "12345678", null), "UserName" },
        { "register, name too long", new Register(new string('a', 65), "12345678", null), "UserName" },
        { "register, name with a space", new Register("an nguyen", "12345678", null), "UserName" },
        { "register, name with a line feed", new Register("an\n", "12345678", null), "UserName" },
        { "register, name with a Cyrillic letter", new Register("\u0430n", "12345678", null), "UserName" },
        { "register, password too short", new Register("an", "1234567", null), "Password" },
        { "register, password too long", new Register("an", new string('a', 129), null), "Password" },
        { "register, no password", new Register("an", null!, null), "Password" },
        { "register, blank display name", new Register("an", "12345678", "  "), "DisplayName" },
        { "register, long display name", new Register("an", "12345678", new string('a', 65)), "DisplayName" },
        { "register, display name of two lines", new Register("an", "12345678", "a\nb"), "DisplayName" },
        { "register, display name in Vietnamese", new Register("an", "12345678", "Nguyễn Thị Ánh 👩"), null },
        { "register, display name that cannot be seen", new Register("an", "12345678", "\u200b\u3164"), "DisplayName" },
        { "register, display name that turns the direction", new Register("an", "12345678", "nA\u202e"), "DisplayName" },
        { "register, display name in Persian", new Register("an", "12345678", "علی\u200cرضا"), null },
        { "register, display name with a tab", new Register("an", "12345678", "a\tb"), "DisplayName" },
        { "log in", new LogIn("an", "x"), null },
        { "log in, no name", new LogIn("", "x"), "UserName" },
        { "log in, endless password", new LogIn("an", new string('x', 129)), "Password" },
        { "refresh, no token", new Refresh(null!), "RefreshToken" },
        { "refresh, endless token", new Refresh(new string('x', 201)), "RefreshToken" },
        { "change password, too short", new ChangePassword(Me, "x", "1234567"), "NewPassword" },
        { "change password, no present one", new ChangePassword(Me, "", "12345678"), "CurrentPassword" },
        { "search", new SearchUsers(Me, "an", null, 50), null },
        { "search, for nothing", new SearchUsers(Me, "", null, 20), "Query" },
        { "search, too many", new SearchUsers(Me, "an", null, 51), "Limit" },
        { "profile, nothing given", new UpdateMe(Me, default, default), null },
        { "profile, name taken away", new UpdateMe(Me, new(null!), default), "displayName" },
        { "profile, picture taken away", new UpdateMe(Me, default, new(null)), null },
        { "profile, picture", new UpdateMe(Me, default, new("https://example.com/an.png")), null },
        { "profile, picture without TLS", new UpdateMe(Me, default, new("http://example.com/an.png")), "avatarUrl" },
        { "profile, script for a picture", new UpdateMe(Me, default, new("javascript:alert(1)")), "avatarUrl" },
        { "profile, path for a picture", new UpdateMe(Me, default, new("/an.png")), "avatarUrl" },
        { "profile, line end in a picture", new UpdateMe(Me, default, new("https://example.com/\nan.png")), "avatarUrl" },
        { "profile, name that cannot be seen", new UpdateMe(Me, new("\u2800"), default), "displayName" },
        { "privacy, nothing given", new UpdateSettings(Me, default, default, default), "body" },
        { "block oneself", new BlockUser(Me, Me), "UserId" },
    };

    public static TheoryData<string, object, string?> Chats => new()
    {
        { "send", new SendMessage(Me, Chat, Id, "Hi"), null },
        { "send, lines of Windows", new SendMessage(Me, Chat, Id, "one\r\ntwo"), null },
        { "send, as long as can be", new SendMessage(Me, Chat, Id, new string('ế', MessageBody.MaxTextElements)), null },
        { "send, spaces at the end do not count", new SendMessage(Me, Chat, Id, new string('a', MessageBody.MaxTextElements) + "  "), null },
        { "send, families count once", new SendMessage(Me, Chat, Id, string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 1_000))), null },
        { "send, one too many", new SendMessage(Me, Chat, Id, new string('a', MessageBody.MaxTextElements + 1)), "Body" },
        { "send, one letter of endless marks", new SendMessage(Me, Chat, Id, "a" + new string('\u0301', MessageBody.MaxChars)), "Body" },
        { "send, empty", new SendMessage(Me, Chat, Id, ""), "Body" },
        { "send, blank", new SendMessage(Me, Chat, Id, " \n\t"), "Body" },
        { "send, nothing that can be seen", new SendMessage(Me, Chat, Id, "\u200b\u2060\ufe0f"), "Body" },
        { "send, marks of direction in a text", new SendMessage(Me, Chat, Id, "\u200fשלום\u202c"), null },
        { "edit, nothing that can be seen", new EditMessage(Me, Chat, Id, "\u3164"), "Body" },
        { "send, nothing", new SendMessage(Me, Chat, Id, null!), "Body" },
        { "send, control character", new SendMessage(Me, Chat, Id, "a\u001b[31m"), "Body" },
        { "send, random id", new SendMessage(Me, Chat, new MessageId(Guid.Parse("0198f2a0-7b5c-4d3e-9a41-5c0e8f1b2d34")), "Hi"), "Id" },
        { "send, no id", new SendMessage(Me, Chat, default, "Hi"), "Id" },
        { "edit, lines of Windows", new EditMessage(Me, Chat, Id, "one\r\ntwo"), null },
        { "edit, blank", new EditMessage(Me, Chat, Id, " "), "Body" },
        { "delete", new DeleteMessage(Me, Chat, Id), null },
        { "messages, newest", new ListMessages(Me, Chat, null, null, null, 30), null },
        { "messages, none at all", new ListMessages(Me, Chat, null, null, null, 0), "Limit" },
        { "messages, too many", new ListMessages(Me, Chat, null, null, null, 101), "Limit" },
        { "messages, two directions", new ListMessages(Me, Chat, 5, 6, null, 30), "before" },
        { "messages, before the first", new ListMessages(Me, Chat, 0, null, null, 30), "Before" },
        { "messages, after the beginning", new ListMessages(Me, Chat, null, 0, null, 30), null },
        { "messages, after less", new ListMessages(Me, Chat, null, -1, null, 30), "After" },
        { "messages, around nothing", new ListMessages(Me, Chat, null, null, 0, 30), "Around" },
        { "conversations, too many", new ListConversations(Me, ConversationFilter.All, null, null, 101), "Limit" },
        { "conversations, empty query", new ListConversations(Me, ConversationFilter.All, "", null, 30), "Query" },
        { "conversations, long query", new ListConversations(Me, ConversationFilter.All, new string('a', 101), null, 30), "Query" },
        { "open with nobody", new OpenConversation(Me, default), "UserId" },
        { "settings, nothing given", new UpdateMemberSettings(Me, Chat, default, default), "body" },
        { "settings, unmute", new UpdateMemberSettings(Me, Chat, new(null), default), null },
        { "group", new CreateGroup(Me, "Lunch", [Other]), null },
        { "group, no title", new CreateGroup(Me, null!, [Other]), "Title" },
        { "group, blank title", new CreateGroup(Me, " ", [Other]), "Title" },
        { "group, title of two lines", new CreateGroup(Me, "a\nb", [Other]), "Title" },
        { "group, title that cannot be seen", new CreateGroup(Me, "\u00ad", [Other]), "Title" },
        { "group, title that turns the direction", new CreateGroup(Me, "\u2067x", [Other]), "Title" },
        { "rename, title that turns the direction", new RenameGroup(Me, Chat, "x\u200f"), "Title" },
        { "group, long title", new CreateGroup(Me, new string('a', 101), [Other]), "Title" },
        { "group of one", new CreateGroup(Me, "Lunch", []), "MemberIds" },
        { "group of too many", new CreateGroup(Me, "Lunch", [.. Enumerable.Repeat(Other, 101)]), "MemberIds" },
        { "read, before the first", new MarkRead(Me, Chat, -1), "Sequence" },
        { "read, far ahead", new MarkRead(Me, Chat, long.MaxValue), null },
        { "typing", new SetTyping(Me, Chat, TypingState.Started, "123.456"), null },
        { "typing, no such state", new SetTyping(Me, Chat, (TypingState)7, null), "State" },
        { "typing, socket with a line feed", new SetTyping(Me, Chat, TypingState.Started, "123.456\n"), "SocketId" },
        { "typing, socket in Arabic digits", new SetTyping(Me, Chat, TypingState.Started, "\u0661.\u0662"), "SocketId" },
        { "sync", new SyncChanges(Me, null, null, null, 25, 100, null, default), null },
        { "sync, waits too long", new SyncChanges(Me, null, null, null, 26, 100, null, default), "wait" },
        { "sync, cursor without its conversation", new SyncChanges(Me, null, null, "x", 0, 100, null, default), "ConversationCursor" },
        { "discard all", new DiscardParked([]), "Ids" },
        { "discard nothing", new DiscardParked(null!), "Ids" },
        { "replay all", new ReplayParked(null), null },
        { "replay too many", new ReplayParked([.. Enumerable.Range(0, 101).Select(i => (long)i)]), "Ids" },
    };

    [Theory]
    [MemberData(nameof(Accounts), DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Chats), DisableDiscoveryEnumeration = true)]
    public void Request_is_taken_or_the_field_is_named(string title, object request, string? field)
    {
        var validator = (IValidator)Validators.GetRequiredService(typeof(IValidator<>).MakeGenericType(request.GetType()));
        var errors = validator.Validate(new ValidationContext<object>(request)).Errors;

        Assert.Equal($"{title}: {field}", $"{title}: {string.Join(", ", errors.Select(error => error.PropertyName).Distinct())}");
    }
}
