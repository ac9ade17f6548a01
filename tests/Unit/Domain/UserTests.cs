using System.Text;
using System.Text.Json;
using CsCheck;
using Messaging.Domain.Users;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Domain;

public sealed class UserTests
{
    [Theory]
    [InlineData("Nguyễn Thị Ánh", "NGUYEN THI ANH")]
    [InlineData("  đông Đà ", "DONG DA")]
    [InlineData("Ngu\u0079e\u0302\u0303n", "NGUYEN")] // decomposed, as macOS types it
    [InlineData("José Ünal Žižek", "JOSE UNAL ZIZEK")]
    [InlineData("陳小明", "陳小明")]
    [InlineData("", "")]
    public void Search_ignores_case_and_diacritics(string text, string key) => Assert.Equal(key, SearchKey.Of(text));

    /// <summary>The web client passes the same list.</summary>
    [Fact]
    public void Names_are_folded_as_the_shared_vectors_say()
    {
        var vectors = JsonSerializer.Deserialize<Vector[]>(Repository.Read("tests/Vectors/folding.json"), JsonSerializerOptions.Web)!;

        Assert.NotEmpty(vectors);
        Assert.All(vectors, vector => Assert.Equal(vector.Key, SearchKey.Of(vector.Text)));
    }

    [Fact]
    public void Keys_have_room_in_their_column_whatever_a_name_decomposes_into()
    {
        Assert.Equal(SearchKey.MaxLength, SearchKey.Of(new string('\uFDFA', 64)).Length);
        Assert.Equal(SearchKey.MaxLength, SearchKey.Of(new string('각', 64)).Length);
        Assert.Equal(SearchKey.MaxLength - 1, SearchKey.Of("x" + string.Concat(Enumerable.Repeat("🍌", 64))).Length);
    }

    [Fact]
    public void Text_that_is_none_has_a_key_too() => Assert.Equal("A\uFFFDB", SearchKey.Of("a\uFFFE\0\ud83db"));

    [Theory]
    [InlineData("Trần Văn Bình", "TRAN VAN BINH")]
    [InlineData("Anna-Lena O'Brien", "ANNA-LENA LENA O'BRIEN BRIEN")]
    [InlineData("(Sales) 2.0", "(SALES) SALES) 2.0 0")]
    [InlineData("🍌Johnson", "🍌JOHNSON JOHNSON")]
    [InlineData("陳小明", "陳小明 小明 明")]
    [InlineData("", "")]
    public void A_word_begins_after_a_space_and_where_letters_begin(string text, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), SearchKey.WordsOf(SearchKey.Of(text)));

    [Fact]
    public void Syllables_of_a_Korean_name_begin_words() =>
        Assert.Contains(SearchKey.WordsOf(SearchKey.Of("김민수")), word => word == SearchKey.Of("민수"));

    [Fact]
    public void Words_have_room_in_their_column() => Gen.String[Gen.Char[' ', '\u1eff'], 0, 64].Sample(text =>
    {
        var user = new User(Messaging.Domain.Common.UserId.New(People.Start), new string('a', User.MaxNameLength), text, People.Start);
        Assert.All(user.SearchWords(), word => Assert.InRange(word.Length, 1, SearchWord.MaxLength));
        Assert.Equal(user.SearchWords().Count, user.SearchWords().Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(user.SearchOrder().Length, 1, SearchWord.MaxOrderLength);
    });

    [Theory]
    [InlineData("văn  bình VAN", "VAN BINH")]
    [InlineData("a an anna", "ANNA")]
    [InlineData(" \u0301 ", "")]
    public void Query_has_each_word_once_and_none_that_another_contains(string query, string words) =>
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), SearchKey.AskedFor(query));

    /// <summary>In both orders in which databases compare: bytes of UTF-8, and units of UTF-16.</summary>
    [Theory]
    [InlineData("HANS")]
    [InlineData("陳")]
    [InlineData("🍌")]
    [InlineData("x\uD800\uDFFF")]
    [InlineData("x\uD7FF")]
    public void Everything_that_begins_with_a_key_lies_before_the_next_one(string key)
    {
        var after = SearchKey.After(key);
        foreach (var longer in new[] { key, key + "A", key + "🍌JOHNSON", key + "\uFFFD", key + "\U0010FFFD" })
        {
            Assert.True(string.CompareOrdinal(key, longer) <= 0 && string.CompareOrdinal(longer, after) < 0);
            Assert.True(Utf8(key).AsSpan().SequenceCompareTo(Utf8(longer)) <= 0 && Utf8(longer).AsSpan().SequenceCompareTo(Utf8(after)) < 0);
        }

        static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
    }

    [Fact]
    public void The_key_of_a_key_is_the_key() =>
        Gen.String[Gen.Char[' ', '\u1eff'], 0, 40].Sample(text => Assert.Equal(SearchKey.Of(text), SearchKey.Of(SearchKey.Of(text))));

    [Fact]
    public void The_beginning_of_a_name_finds_it() =>
        Assert.StartsWith(SearchKey.Of("nguyen t"), SearchKey.Of("Nguyễn Thị Ánh"), StringComparison.Ordinal);

    [Fact]
    public void Renaming_changes_what_is_searched_and_keeps_the_user_name()
    {
        var user = new User(Messaging.Domain.Common.UserId.New(People.Start), "An.Nguyen", "An", People.Start);
        user.Rename("  Ánh ");

        Assert.Equal(("An.Nguyen", "Ánh", "AN.NGUYEN", "ANH"), (user.UserName, user.DisplayName, user.UserNameKey, user.DisplayNameKey));
    }

    [Fact]
    public void Revisions_are_one_two_three()
    {
        var user = new User(Messaging.Domain.Common.UserId.New(People.Start), "an", "An", People.Start);

        Assert.Equal([1L, 2L, 3L], [user.NextRevision(), user.NextRevision(), user.NextRevision()]);
    }

    private sealed record Vector(string Text, string Key);
}
