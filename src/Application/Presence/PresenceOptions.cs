using System.ComponentModel.DataAnnotations;

namespace Messaging.Application.Presence;

/// <summary>When somebody counts as online: configuration section <c>Presence</c>.</summary>
public sealed class PresenceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Presence";

    /// <summary>How long a poll keeps a user online, in seconds. Default 60.</summary>
    [Range(1, 3_600)]
    public int PollSeconds { get; set; } = 60;

    /// <summary>
    /// How long somebody who left stays online, in milliseconds, so that a reload or a moment without
    /// network shows nothing. On top of the up to 3 s that the push service waits. Default 4,500, so that
    /// closing the last tab shows within 8 s.
    /// </summary>
    [Range(0, 300_000)]
    public int LeaveGraceMilliseconds { get; set; } = 4_500;

    /// <summary>How often polls are written to the database, in seconds; well below <see cref="PollSeconds"/>. Default 20.</summary>
    [Range(1, 600)]
    public int PollFlushSeconds { get; set; } = 20;

    /// <summary>How often a node reads what other nodes changed, in milliseconds. Not used with SQLite. Default 1,000.</summary>
    [Range(100, 60_000)]
    public int RefreshMilliseconds { get; set; } = 1_000;

    /// <summary>
    /// After its start the app takes nobody's absence from a channel for leaving for this long, in
    /// seconds: with the embedded broker all clients have yet to come back. Default 15.
    /// </summary>
    [Range(0, 600)]
    public int StartGraceSeconds { get; set; } = 15;

    /// <summary>The repair leaves alone what was reported within this time before it asked, in seconds. Default 5.</summary>
    [Range(0, 600)]
    public int RepairMarginSeconds { get; set; } = 5;

    /// <summary>How long the list of a user's contacts is kept for polls, in seconds. Default 15.</summary>
    [Range(1, 600)]
    public int ContactsSeconds { get; set; } = 15;

    internal TimeSpan PollLifetime => TimeSpan.FromSeconds(PollSeconds);

    internal TimeSpan LeaveGrace => TimeSpan.FromMilliseconds(LeaveGraceMilliseconds);
}
