using Messaging.Domain.Common;
using Messaging.Unit.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Messaging.Unit.Domain;

public sealed class IdsTests
{
    [Theory]
    [InlineData("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34", true)]
    [InlineData("0198f2a0-7b5c-7d3e-8a41-5c0e8f1b2d34", true)]
    [InlineData("0198f2a0-7b5c-7d3e-ba41-5c0e8f1b2d34", true)]
    [InlineData("0198f2a0-7b5c-7d3e-ca41-5c0e8f1b2d34", false)] // the variant of old Windows
    [InlineData("0198f2a0-7b5c-7d3e-1a41-5c0e8f1b2d34", false)] // the variant of NCS
    [InlineData("0198f2a0-7b5c-4d3e-9a41-5c0e8f1b2d34", false)] // random
    [InlineData("0198f2a0-7b5c-1d3e-9a41-5c0e8f1b2d34", false)] // by time and address
    [InlineData("00000000-0000-0000-0000-000000000000", false)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", false)]
    public void Only_version_7_is_taken_from_clients(string id, bool taken) => Assert.Equal(taken, new MessageId(Guid.Parse(id)).IsVersion7);

    [Fact]
    public void New_ids_are_version_7_of_the_time_and_never_the_same()
    {
        var ids = Enumerable.Range(0, 1_000).Select(_ => UserId.New(People.Start)).ToHashSet();

        Assert.Equal(1_000, ids.Count);
        Assert.All(ids, id => Assert.True(new MessageId(id.Value).IsVersion7));
        Assert.All(ids, id => Assert.StartsWith($"{People.Start.ToUnixTimeMilliseconds():x12}", id.Value.ToString("N"), StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_are_written_like_plain_guids()
    {
        var id = Guid.Parse("0198F2A0-7B5C-7D3E-9A41-5C0E8F1B2D34");

        Assert.Equal(["0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34"], new[] { $"{new UserId(id)}", $"{new ConversationId(id)}", $"{new MessageId(id)}" }.Distinct());
    }

    [Fact]
    public void The_time_has_whole_milliseconds_in_UTC()
    {
        var clock = new FakeTimeProvider(People.Start.AddTicks(9_999).ToOffset(TimeSpan.FromHours(7)));

        Assert.Equal(People.Start, clock.Now());
        Assert.Equal(TimeSpan.Zero, clock.Now().Offset);
    }
}
