using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Messaging.Integration.Support;

/// <summary>For each alias the ways to reach it; of each way the aliases that it starts from.</summary>
internal sealed class Ways : Dictionary<string, List<HashSet<string>>>
{
    public Ways()
        : base(StringComparer.Ordinal)
    {
    }

    public void Add(string alias, HashSet<string> needs)
    {
        if (!TryGetValue(alias, out var all)) this[alias] = all = [];
        all.Add(needs);
    }

    public Ways And(Ways other)
    {
        foreach (var (alias, all) in other)
        foreach (var needs in all)
            Add(alias, needs);
        return this;
    }

    /// <summary>Both sides must lead there, or the rows of the other side are found by reading all.</summary>
    public Ways Or(Ways other)
    {
        var both = new Ways();
        foreach (var (alias, all) in this)
        foreach (var needs in all)
        foreach (var also in other.GetValueOrDefault(alias, []))
            both.Add(alias, [.. needs, .. also]);
        return both;
    }

    public void KeepOnly(HashSet<string> aliases)
    {
        foreach (var alias in Keys.Where(alias => !aliases.Contains(alias)).ToArray()) Remove(alias);
    }
}

/// <summary>The names of the tables below a fragment.</summary>
internal sealed class Names : TSqlFragmentVisitor
{
    public HashSet<string> Found { get; } = new(StringComparer.Ordinal);

    public override void Visit(NamedTableReference node) => Found.Add(node.Alias?.Value ?? node.SchemaObject.BaseIdentifier.Value);
}

/// <summary>The columns in an expression, without those of queries inside it.</summary>
internal sealed class Columns : TSqlConcreteFragmentVisitor
{
    private readonly List<ColumnReferenceExpression> _found = [];

    public static List<ColumnReferenceExpression> Of(ScalarExpression expression)
    {
        var visitor = new Columns();
        expression.Accept(visitor);
        return visitor._found;
    }

    public override void ExplicitVisit(ColumnReferenceExpression node)
    {
        if (node.MultiPartIdentifier is not null) _found.Add(node);
    }

    public override void ExplicitVisit(ScalarSubquery node)
    {
    }
}

/// <summary>The outermost queries in a fragment.</summary>
internal sealed class Subqueries : TSqlConcreteFragmentVisitor
{
    private readonly List<QueryExpression> _found = [];

    public static List<QueryExpression> Of(TSqlFragment fragment)
    {
        var visitor = new Subqueries();
        fragment.Accept(visitor);
        return visitor._found;
    }

    public override void ExplicitVisit(ScalarSubquery node) => _found.Add(node.QueryExpression);
}
