using Messaging.Domain.Common;
using Messaging.Domain.Notifications;
using Xunit;

namespace Messaging.Unit.Domain.Notifications;

/// <summary>Every combination of facts, against the rules written as a table.</summary>
public sealed class NotificationDecisionTests
{
    // Columns: own, blocked, muted, snoozed, do not disturb, level (a/m/n), mentioned, viewing, group.
    // y and n must match, - matches both; the first line that matches stands.
    private const string Rules =
        """
        y - - - - - - - -  OwnMessage
        n y - - - - - - -  Blocked
        n n y - - - n - -  ConversationMuted
        n n y - - - y - n  ConversationMuted
        n n - y - - - - -  Snoozed
        n n - n y - - - -  DoNotDisturb
        n n - n n n - - -  LevelNone
        n n - n n m n - -  NotMentioned
        n n - n n m y y -  Viewing
        n n - n n m y n -  Notify
        n n - n n a - y -  Viewing
        n n - n n a - n -  Notify
        """;

    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly DoNotDisturb Noon = new(Enabled: true, new TimeOnly(11, 0), new TimeOnly(13, 0), "UTC");
    private static readonly DoNotDisturb Night = new(Enabled: true, new TimeOnly(22, 0), new TimeOnly(7, 0), "UTC");

    // The values of each column, and their names in the table.
    private static readonly (bool Value, char Sign)[] YesOrNo = [(true, 'y'), (false, 'n')];
    private static readonly (DateTimeOffset? Until, char Sign)[] Untils = [(null, 'n'), (Now.AddMilliseconds(-1), 'n'), (Now, 'n'), (Now.AddMilliseconds(1), 'y')];
    private static readonly (DoNotDisturb Window, char Sign)[] Windows = [(DoNotDisturb.Default, 'n'), (Noon with { Enabled = false }, 'n'), (Night, 'n'), (Noon, 'y')];
    private static readonly (NotificationLevel Level, char Sign)[] Levels = [(NotificationLevel.All, 'a'), (NotificationLevel.Mentions, 'm'), (NotificationLevel.None, 'n')];

    [Fact]
    public void Every_combination_of_facts_gives_the_reason_of_the_table()
    {
        var rules = Rules.Split('\n').Select(line => line.Trim()).ToArray();
        var met = new HashSet<string>();
        var combinations = 0;
        foreach (var own in YesOrNo)
        foreach (var blocked in YesOrNo)
        foreach (var muted in Untils)
        foreach (var snoozed in Untils)
        foreach (var window in Windows)
        foreach (var level in Levels)
        foreach (var mentioned in YesOrNo)
        foreach (var viewing in YesOrNo)
        foreach (var group in YesOrNo)
        {
            char[] signs = [own.Sign, blocked.Sign, muted.Sign, snoozed.Sign, window.Sign, level.Sign, mentioned.Sign, viewing.Sign, group.Sign];
            var rule = rules.First(rule => signs.Index().All(sign => rule[sign.Index * 2] is var wanted && (wanted == '-' || wanted == sign.Item)));
            var preferences = new NotificationPreferences(UserId.New(Now));
            preferences.Change(level.Level, preview: true, sound: true, window.Window, snoozed.Until);

            var decision = NotificationDecision.For(new NotificationFacts(
                own.Value, blocked.Value, muted.Until, preferences, mentioned.Value, viewing.Value, Now, IsGroup: group.Value));

            Assert.True(rule[19..] == decision.Reason.ToString(), $"{string.Join(' ', signs)} gives {decision.Reason}, but the table says {rule}");
            Assert.Equal(decision.Reason == NotificationReason.Notify, decision.Notifies);
            met.Add(rule);
            combinations++;
        }

        Assert.Equal(2 * 2 * 4 * 4 * 4 * 3 * 2 * 2 * 2, combinations);
        Assert.Equal(rules.Length, met.Count);
    }

    [Fact]
    public void Who_never_saved_preferences_is_told_of_everything()
    {
        var facts = new NotificationFacts(
            IsOwn: false, IsBlocked: false, MutedUntil: null, new NotificationPreferences(UserId.New(Now)), IsMentioned: false, IsViewing: false, Now);

        Assert.True(NotificationDecision.For(facts).Notifies);
        Assert.True(NotificationDecision.For(facts with { Now = new DateTimeOffset(2026, 3, 10, 23, 30, 0, TimeSpan.Zero) }).Notifies);
    }

    [Fact]
    public void Archived_is_silent_but_for_mentions_in_a_group()
    {
        var facts = new NotificationFacts(
            IsOwn: false, IsBlocked: false, MutedUntil: null, new NotificationPreferences(UserId.New(Now)), IsMentioned: true, IsViewing: false, Now,
            IsArchived: true);

        Assert.Equal(NotificationReason.Archived, NotificationDecision.For(facts).Reason);
        Assert.Equal(NotificationReason.Archived, NotificationDecision.For(facts with { IsMentioned = false, IsGroup = true }).Reason);
        Assert.True(NotificationDecision.For(facts with { IsGroup = true }).Notifies);
    }
}
