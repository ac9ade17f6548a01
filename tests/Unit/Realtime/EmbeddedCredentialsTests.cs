using Messaging.Infrastructure.Realtime;
using Xunit;

namespace Messaging.Unit.Realtime;

public sealed class EmbeddedCredentialsTests
{
    [Fact]
    public void Nothing_prints_the_secret() =>
        Assert.DoesNotContain("s3cret", new EmbeddedCredentials("1", "k", "s3cret").ToString(), StringComparison.Ordinal);
}
