using System.Security.Cryptography;
using System.Text;
using Messaging.Broker.Protocol;
using Xunit;

namespace Messaging.Unit.Broker;

/// <summary>
/// Published vectors: the documentation of Pusher Channels ("Authentication signatures", "HTTP API
/// reference") and the tests of the official Node library.
/// </summary>
public sealed class PusherSignatureTests
{
    private const string DocsSecret = "7ad3773142a6692b25b8";
    private const string DocsSocket = "1234.1234";
    private const string Polish = "ą§¶™€łü€ß£";

    [Theory]
    [InlineData(DocsSecret, DocsSocket, "private-foobar", null, "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4")]
    [InlineData("tofu", "123.456", "test", null, "efa6cf7644a0b35cba36aa0f776f3cbf7bb60e95ea2696bde1dbe8403b61bd7c")]
    [InlineData("tofu", "321.654", "test", null, "f6ecb0a17d3e4f68aca28f1673197a7608587c09deb0208faa4b5519aee0a777")]
    [InlineData("tofu", "123.456", "test1", null, "d5ab857f805433cb50562da96afa41688d7742a3c3a021ed15a4d991a4d8cf94")]
    [InlineData("tofu", "123.456", "test2", null, "43affa6a09af1fb9ce1cadf176171346beaf7366673ec1e5920f68b3e97a466d")]
    [InlineData("1", "123.456", "test", null, "584828bd6e80b2d177d2b28fde07b8e170abf87ccb5a791a50c933711fb8eb28")]
    [InlineData("2", "123.456", "test", null, "269bbf3f7625db4e0d0525b617efa5915c3ae667fd222dc8e4cb94bc531f26f2")]
    [InlineData("tofu", "123.456", "test", """{"foo":"bar"}""", "f41faf9ead2ea76772cc6b1168363057459f02499ae4d92e88229dc7f4efa2d4")]
    [InlineData("tofu", "1.1", "test", $"\"{Polish}\"", "2a229263e89d9c50524fd80c2e88be2843379f6931e28995e2cc214282c9db0c")]
    [InlineData("tofu", "123.456", "private-encrypted-bla", "\"foo\"", "962c48b78bf93d98ff4c92ee7dff04865821455b7b401e9d60a9e0a90af2c105")]
    public void Channel_vectors_match(string secret, string socketId, string channel, string? data, string expected) =>
        Assert.Equal(expected, PusherSignature.ForChannel(secret, socketId, channel, data));

    [Fact]
    public void Presence_example_of_the_documentation_has_its_correct_value() =>
        Assert.Equal(
            "31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80",
            PusherSignature.ForChannel(DocsSecret, DocsSocket, "presence-foobar", """{"user_id":10,"user_info":{"name":"Mr. Channels"}}"""));

    [Fact]
    public void Value_printed_beside_the_presence_example_belongs_to_the_older_text() =>
        Assert.Equal(
            "afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c",
            PusherSignature.ForChannel(DocsSecret, DocsSocket, "presence-foobar", """{"user_id":10,"user_info":{"name":"Mr. Pusher"}}"""));

    [Theory]
    [InlineData(DocsSecret, DocsSocket, """{"id":"12345"}""", "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba")]
    [InlineData("tofu", "123.456", """{"id":"45678"}""", "f4b1fdeea7c93e32648c7230e32b172057c5623cace6cfce791c6e7035e0babd")]
    [InlineData("1", "123.456", """{"id":"45678"}""", "79bddf29fe8e2153dd5d8d569b3f45e5aeb26ae2eb4758879d844791b466cfa2")]
    [InlineData("2", "123.456", """{"id":"45678"}""", "a542498ffa6faf6de7c17a8106b923c042319bd73acfd1d274df32e269b55d1f")]
    [InlineData("tofu", "123.456", """{"id":"55555","user_name":"test"}""", "b8a9f173455903792ae2b788add0c4c78ad7372b3ae7fb5769479276a1993743")]
    [InlineData("tofu", "1.1", $$"""{"id":"{{Polish}}"}""", "620494cee53d6c568b49598313194088afda37218f0d059af03c0c898ed61ff4")]
    public void User_vectors_match(string secret, string socketId, string userData, string expected) =>
        Assert.Equal(expected, PusherSignature.ForUser(secret, socketId, userData));

    [Fact]
    public void Webhook_vector_matches() =>
        Assert.Equal(
            "c17257e92037cd7de407ebc1ed174ceb7b2e518db127f44411b9ffc4f5b28cc5",
            PusherSignature.ForWebhook("tofu", """{"time_ms":1403175510755,"events":[{"channel":"test_channel","name":"channel_vacated"}]}"""u8));

    [Fact]
    public void Body_md5_of_the_documentation_matches() =>
        Assert.Equal(
            "ec365a775a4cd0599faeb73354201b6f",
            PusherSignature.BodyMd5("""{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}"""u8));

    [Fact]
    public void Request_of_the_documentation_matches() =>
        Assert.Equal(
            "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c",
            PusherSignature.ForRequest(DocsSecret, "POST", "/apps/3/events", Query(
                ("auth_key", "278d425bdf160c739803"), ("auth_timestamp", "1353088179"), ("auth_version", "1.0"), ("body_md5", "ec365a775a4cd0599faeb73354201b6f"))));

    [Fact]
    public void Request_with_a_body_matches() =>
        Assert.Equal(
            "a650196dc427ebe837226f8565ca9232198c6d1b9455eaa72374a9dc0b620e7b",
            PusherSignature.ForRequest("tofu", "GET", "/event", Query(
                ("auth_key", "f00d"), ("auth_timestamp", "1234567890"), ("auth_version", "1.0"), ("body_md5", PusherSignature.BodyMd5("example body"u8)))));

    [Fact]
    public void Request_with_parameters_is_sorted_and_leaves_its_own_signature_out() =>
        Assert.Equal(
            "d8bdbd31911fb7400a14fbd36fd7de053494725b64400ae5856deafe304b34a9",
            PusherSignature.ForRequest("tofu", "get", "/event", Query(
                ("foo", "bar"), ("Baz", "123454321"), ("auth_version", "1.0"), ("auth_signature", "not me"), ("auth_timestamp", "1234567890"), ("auth_key", "f00d"))));

    [Fact]
    public void Request_for_channels_with_a_filter_matches() =>
        Assert.Equal(
            "16819168891cb5dfd72b5c7a5d3d602605b26c6ba1930033b5e2eeeb65010291",
            PusherSignature.ForRequest(DocsSecret, "GET", "/apps/3/channels", Query(
                ("auth_key", "278d425bdf160c739803"), ("auth_timestamp", "1353088179"), ("auth_version", "1.0"), ("filter_by_prefix", "presence-"), ("info", "user_count"))));

    /// <summary>Not used by the app, which has no encrypted channels; it pins the derivation for whoever adds them.</summary>
    [Fact]
    public void Shared_secret_of_an_encrypted_channel_is_the_hash_of_its_name_and_the_master_key()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes("private-encrypted-bla"), .. Convert.FromBase64String("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=")];

        Assert.Equal("nlr49ISQHz91yS3cy/yWmW8wFMNeTnNL5tNHnbPJcLQ=", Convert.ToBase64String(SHA256.HashData(text)));
    }

    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abd", false)]
    [InlineData("abc", "ABC", false)]
    [InlineData("abc", "abcd", false)]
    [InlineData("abc", "", false)]
    [InlineData("abc", null, false)]
    public void Comparison_is_exact(string expected, string? actual, bool equal) =>
        Assert.Equal(equal, PusherSignature.AreEqual(expected, actual));

    private static IEnumerable<KeyValuePair<string, string>> Query(params (string Key, string Value)[] pairs) =>
        pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value));
}
