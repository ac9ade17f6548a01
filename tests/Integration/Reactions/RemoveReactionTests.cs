using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Reactions;

public sealed class RemoveReactionTests
{
    [Theory, EachDatabase]
    public async Task Reaction_is_gone_and_taking_it_back_twice_is_once(DatabaseKind database)
    {
        var (an, binh, conversation) = await Person.PairAsync(database);
        var message = await an.SendAsync(conversation, "Hi");
        (await an.ReactAsync(message, "❤️")).Is(200);
        (await binh.ReactAsync(message, "❤️")).Is(200);

        // Spelled without the variation selector, it is the same one.
        var left = (await binh.TakeBackAsync(message, "❤")).Is(200);
        Assert.Equal(["❤️1"], left.Json.Reactions());
        Assert.Equal(left.Text, (await binh.TakeBackAsync(message, "❤️")).Is(200).Text);
        Assert.Equal(left.Text, (await binh.TakeBackAsync(message, "🎉")).Is(200).Text);

        var none = (await an.TakeBackAsync(message, "❤️")).Is(200).Json;
        Assert.Empty(none.Reactions());
        Assert.Equal(message.Number("revision") + 4, none.Number("revision"));
    }
}
