using Messaging.Domain.Common;
using Messaging.Domain.Presence;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain.Presence;

public sealed class ChatViewerTests
{
    private readonly ChatViewer _viewer = new(new ConversationId(Guid.NewGuid()), new UserId(Guid.NewGuid()));

    [Fact]
    public void Of_reports_in_the_wrong_order_the_newest_wins()
    {
        _viewer.Report(isPresent: false, People.Start.AddSeconds(1));
        _viewer.Report(isPresent: true, People.Start);

        Assert.False(_viewer.IsPresent);
        Assert.Equal(People.Start.AddSeconds(1), _viewer.ReportedAt);
    }

    [Fact]
    public void Of_reports_of_one_millisecond_the_last_wins()
    {
        _viewer.Report(isPresent: false, People.Start);
        _viewer.Report(isPresent: true, People.Start);

        Assert.True(_viewer.IsPresent);
    }
}
