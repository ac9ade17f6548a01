using System.Text.Json;
using Messaging.Broker;
using Messaging.Broker.Protocol;

const string Key = "sample-key", Secret = "sample-secret";

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddPusherBroker(
    app => (app.AppId, app.Key, app.Secret) = ("sample", Key, Secret),
    broker => (broker.PublicChannelsEnabled, broker.RequireAuthorizedConnections) = (true, false));
var app = builder.Build();
app.MapPusherBroker();

// Clients ask here before they join a private or presence channel. A real app first looks who they are, and whether they may.
app.MapPost("/pusher/auth", async (HttpRequest request) =>
{
    var form = await request.ReadFormAsync();
    var (socketId, channel) = ((string?)form["socket_id"], ChannelName.Parse(form["channel_name"]));
    if (!ProtocolIds.IsSocketId(socketId) || channel is not { NeedsAuth: true }) return Results.BadRequest();
    var member = channel.IsPresence ? """{"user_id":"1","user_info":{"name":"An"}}""" : null;
    return Results.Json(new { auth = $"{Key}:{PusherSignature.ForChannel(Secret, socketId!, channel.Text, member)}", channel_data = member });
});

// The server speaks: everybody in the channel "news" gets the event "headline".
app.MapPost("/headlines/{text}", (string text, BrokerPublisher broker) =>
    broker.Publish(new BrokerEvent("headline", JsonSerializer.Serialize(new { text }), ["news"])) is { } fault ? Results.Problem(fault.Message) : Results.NoContent());

app.Run();
