using System.Text.Json;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Broker;

/// <summary>
/// The official npm packages <c>pusher-js</c> and <c>pusher</c> as they are, against the broker: each
/// scenario is a function in <c>tests/Integration/npm/broker</c> and brings its own assertions.
/// </summary>
public sealed class OfficialLibrariesTests
{
    public static readonly TheoryData<string> Scenarios =
    [
        "connects_and_learns_its_socket_id",
        "gives_up_for_good_on_an_unknown_key",
        "own_pings_are_answered",
        "terminated_user_is_disconnected_for_good",
        "survives_ten_thousand_subscribe_and_unsubscribe",
        "public_channel_gets_events",
        "private_channel_gets_events",
        "private_channel_data_is_part_of_the_signature",
        "wrong_signature_reaches_the_channels_error_handler",
        "unsubscribed_channel_gets_nothing_and_can_come_back",
        "subscribe_and_unsubscribe_in_quick_succession_ends_as_the_last_one",
        "client_events_reach_the_others_only",
        "eleventh_client_event_in_a_second_is_error_4301_and_no_disconnect",
        "cache_channel_begins_with_its_last_event_or_a_miss",
        "subscription_count_is_told",
        "members_come_and_go",
        "two_tabs_are_one_member",
        "members_are_complete_again_after_a_reconnect",
        "signed_in_user_joins_without_channel_data",
        "events_reach_the_signed_in_user_on_every_connection",
        "user_channel_of_someone_else_is_refused",
        "watchlist_tells_who_comes_and_goes",
        "too_long_a_watchlist_is_error_4302_and_no_disconnect",
        "trigger_excludes_a_socket_and_answers_with_info",
        "batch_keeps_its_order_and_answers_with_info",
        "channels_and_users_can_be_asked_for",
        "refusals_have_real_status_codes_and_a_message",
        "encrypted_event_is_relayed_and_decrypted",
        "encrypted_cache_channel_begins_with_its_last_event",
        "encrypted_event_takes_one_channel_only",
    ];

    /// <summary>Run by tests that prepare something for it.</summary>
    private const string WebhookScenario = "webhook_is_valid_for_the_server_library";

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Scenario_passes(string scenario)
    {
        await using var server = await BrokerServer.StartAsync();

        await RunAsync(server, scenario);
    }

    [Fact]
    public async Task No_scenario_is_forgotten()
    {
        var written = (await Node.RunAsync("broker/run.mjs", "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(written.Order(), Scenarios.Select(row => row.Data).Append(WebhookScenario).Order());
    }

    [Fact]
    public async Task Webhook_is_valid_for_the_server_library()
    {
        await using var receiver = await WebhookReceiver.StartAsync(isHeld: true);
        await using var server = await BrokerServer.StartAsync(options => options.WebhookUrls.Add(receiver.Url));
        await using var client = await server.ConnectAsync();

        // While the first one is on its way, what follows is gathered into the second.
        await client.JoinAsync("private-first");
        await receiver.FirstCall;
        await client.JoinAsync("presence-a", "ü");
        receiver.Open();
        await receiver.ReceiveAsync();
        var (headers, body) = await receiver.ReceiveAsync();

        await RunAsync(server, WebhookScenario, JsonSerializer.Serialize(new { headers, body }));
    }

    private static Task<string> RunAsync(BrokerServer server, string scenario, params string[] more)
    {
        var broker = JsonSerializer.Serialize(new
        {
            host = server.Address.Host,
            port = $"{server.Address.Port}",
            appId = BrokerServer.AppId,
            key = BrokerServer.Key,
            secret = BrokerServer.Secret,
        });
        return Node.RunAsync("broker/run.mjs", [scenario, broker, .. more]);
    }
}
