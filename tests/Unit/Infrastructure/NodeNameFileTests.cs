using Messaging.Infrastructure.Nodes;
using Xunit;

namespace Messaging.Unit.Infrastructure;

public sealed class NodeNameFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("node-name").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Next_process_gets_the_name_of_the_one_that_ended()
    {
        using var first = Take();
        first.Dispose();

        using var second = Take();

        Assert.Equal(first.Name, second.Name);
    }

    [Fact]
    public void Processes_that_run_together_have_names_of_their_own()
    {
        using var first = Take();
        using var second = Take();
        using var third = Take();
        var name = second.Name;
        second.Dispose();

        using var fourth = Take();

        Assert.Equal(3, new[] { first.Name, name, third.Name }.Distinct().Count());
        Assert.Equal(name, fourth.Name);
    }

    [Fact]
    public void Other_machine_never_takes_a_name_of_this_one()
    {
        using var here = Take();
        here.Dispose();

        using var there = NodeNameFile.Take(_directory, "there")!;

        Assert.NotEqual(here.Name, there.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("here-")]
    [InlineData("here-12ab")]
    [InlineData("there-0123456789abcdef0123456789abcdef")]
    public void File_that_a_crash_cut_short_gets_a_new_name(string content)
    {
        File.WriteAllText(Path.Combine(_directory, "node-here-1"), content);

        using var node = Take();
        node.Dispose();

        Assert.Matches("^here-[0-9a-f]{32}$", node.Name);
        Assert.Equal(node.Name, File.ReadAllText(Path.Combine(_directory, "node-here-1")));
    }

    [Fact]
    public void Path_that_is_no_directory_gives_no_name()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");

        Assert.Null(NodeNameFile.Take(file, "here"));
    }

    private NodeNameFile Take() => NodeNameFile.Take(_directory, "here")!;
}
